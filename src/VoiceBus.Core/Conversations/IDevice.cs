using VoiceBus.Core.Audio;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Conversations;

/// <summary>The device as a conversation sees it. Thread-safe; nothing here waits for the network.</summary>
public interface IDevice
{
    /// <summary>Format of what the device sends.</summary>
    AudioFormat Uplink { get; }

    /// <summary>Format of what the device plays.</summary>
    AudioFormat Downlink { get; }

    /// <summary>Shows what the user was understood to say (<c>stt</c>).</summary>
    void ShowTranscript(string text);

    /// <summary>Shows a feeling (<c>llm</c>; protocol.md 4.2).</summary>
    void ShowEmotion(string emotion, string emoji);

    /// <summary>Where speech is played.</summary>
    IPlayback Playback { get; }

    /// <summary>Whether the device offers tools over MCP.</summary>
    bool HasMcp { get; }

    /// <summary>Tells the device something that is not speech; what it does not understand it ignores.</summary>
    void Send(DeviceMessage message);

    /// <summary>
    /// Whether the microphone may be heard while the device speaks and listens by itself: its echo is cancelled at the device.
    /// </summary>
    bool ListensWhileSpeaking => false;

    /// <summary>Closes the socket after what is queued was sent.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="cause">Why, for the device.</param>
    void Close(string reason, CloseCause cause);
}
