using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Plays speech on the device: brackets it with <c>tts start</c> and <c>tts stop</c>, paces it at playing speed and knows
/// what was really played. One speech at a time. Writers wait for room; <see cref="Cut"/> may come from any thread.
/// </summary>
public interface IPlayback
{
    /// <summary>Begins a speech: sends <c>tts start</c>. A speech still running is cut first.</summary>
    /// <returns>The speech's number; everything written under an older number is dropped.</returns>
    long Begin();

    /// <summary>The words of the audio that follows (<c>sentence_start</c>).</summary>
    ValueTask StartSentenceAsync(long speech, string text, CancellationToken cancellationToken);

    /// <summary>Adds a packet of one frame; takes its ownership, also when the speech was cut meanwhile.</summary>
    ValueTask WriteAsync(long speech, AudioPacket packet, CancellationToken cancellationToken);

    /// <summary>The sentence's audio is complete (<c>sentence_end</c>).</summary>
    ValueTask EndSentenceAsync(long speech, string text, CancellationToken cancellationToken);

    /// <summary>Waits until everything was played and <c>tts stop</c> was sent.</summary>
    Task FinishAsync(long speech, CancellationToken cancellationToken);

    /// <summary>Ends the speech now: drops what was not sent and sends <c>tts stop</c>, unless that happened before.</summary>
    void Cut(long speech);

    /// <summary>
    /// The device asks for silence: cuts whatever runs and sends <c>tts stop</c> in any case; a device that asked waits
    /// for it (protocol.md 3.2).
    /// </summary>
    void Silence();

    /// <summary>What of the newest speech was played so far.</summary>
    PlayedSpeech Played { get; }
}

/// <summary>What of a speech was played.</summary>
/// <param name="Text">The sentences played to the end, and of a sentence cut short the words played by estimate.</param>
/// <param name="Packets">Packets sent.</param>
/// <param name="FirstPacketAt">Timestamp (TimeProvider) of the first packet, or null.</param>
/// <param name="LastPacketAt">Timestamp of the newest packet, or null.</param>
/// <param name="StoppedAt">Timestamp of its <c>tts stop</c>, or null before it.</param>
/// <param name="WasCut">Whether it was ended before its time.</param>
public readonly record struct PlayedSpeech(
    string Text, long Packets, long? FirstPacketAt, long? LastPacketAt = null, long? StoppedAt = null, bool WasCut = false);
