using VoiceBus.Core.Audio;

namespace VoiceBus.Gateway.Transport;

/// <summary>Where paced speech goes. Nothing here waits.</summary>
public interface IPlaybackSink
{
    /// <summary>Tells the device that speech begins.</summary>
    void SendSpeechStart();

    /// <summary>Tells it which sentence begins.</summary>
    void SendSentenceStart(string text);

    /// <summary>Tells it which sentence is over.</summary>
    void SendSentenceEnd(string text);

    /// <summary>Tells it that speech is over.</summary>
    void SendSpeechStop();

    /// <summary>Queues a packet and takes its ownership; false when too much waits, then the packet stays the caller's.</summary>
    bool TrySendAudio(AudioPacket packet);

    /// <summary>Forgets queued audio that is not on the wire yet.</summary>
    void DropAudio();
}
