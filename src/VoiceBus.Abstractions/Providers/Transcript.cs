namespace VoiceBus;

/// <summary>How settled a transcript is.</summary>
public enum TranscriptKind
{
    /// <summary>What was understood so far; will change.</summary>
    Partial,

    /// <summary>What was understood up to a pause marker; final if no audio follows it.</summary>
    AtPause,

    /// <summary>The whole utterance; the last transcript of a call.</summary>
    Final,
}

/// <summary>What a recogniser understood of an utterance, from its beginning.</summary>
/// <param name="Text">The words, cased and punctuated where the recogniser can; empty when nothing was understood.</param>
/// <param name="Kind">How settled the text is.</param>
/// <param name="Provider">The provider that understood it; set by the adapter.</param>
public sealed record Transcript(string Text, TranscriptKind Kind, string Provider = "")
{
    /// <summary>Whether the recogniser judges by itself that the speaker's turn is over (vendors call it end of turn, or endpoint).</summary>
    public bool EndOfTurn { get; init; }
}
