namespace VoiceBus;

/// <summary>Opens an asr call; the audio follows as the call's input: packets and pause markers.</summary>
/// <param name="Language">BCP 47 tag the speaker is expected to use, or null when not known.</param>
/// <param name="WantPartials">Whether partial transcripts are of use to the caller.</param>
public sealed record RecognitionRequest(string? Language, bool WantPartials)
{
    /// <summary>The name of the provider to ask first; null, or one there is not: in the service's order.</summary>
    public string? Provider { get; init; }

    /// <summary>Words the speaker is likely to say, such as names; empty when none are known. A provider may not be able to use them.</summary>
    public IReadOnlyList<string> HotWords { get; init; } = [];

    /// <summary>How the packets are coded. The adapter's concern: a recogniser gets 16 kHz frames in any case.</summary>
    public AudioFormat Format { get; init; } = AudioFormat.DefaultUplink;
}
