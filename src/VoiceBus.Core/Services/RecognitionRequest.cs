namespace VoiceBus.Core.Services;

/// <summary>Opens an asr call; the audio follows as the call's input: 16 kHz mono frames and pause markers.</summary>
/// <param name="Language">BCP 47 tag the speaker is expected to use, or null when not known.</param>
/// <param name="WantPartials">Whether partial transcripts are of use to the caller.</param>
public sealed record RecognitionRequest(string? Language, bool WantPartials);
