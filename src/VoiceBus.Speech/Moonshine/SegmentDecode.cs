using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Moonshine;

/// <summary>A decode on its way whose result is reported before the utterance ends.</summary>
/// <param name="Kind">Partial or AtPause.</param>
/// <param name="Text">What was understood from the utterance's beginning; null when a partial gave way.</param>
/// <param name="Samples">Unsettled samples it covers.</param>
/// <param name="Received">Samples of the utterance received when it began.</param>
/// <param name="Started">Timestamp of its beginning.</param>
/// <param name="Stop">Cancels it.</param>
internal sealed record SegmentDecode(
    TranscriptKind Kind,
    Task<string?> Text,
    int Samples,
    long Received,
    long Started,
    CancellationTokenSource Stop)
{
    /// <summary>Whether its result was told.</summary>
    public bool Reported { get; set; }
}
