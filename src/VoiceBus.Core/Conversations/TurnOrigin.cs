using System.Diagnostics;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Conversations;

/// <summary>What a turn answers, and when that was.</summary>
/// <param name="Kind">"speech", "text", "announcement", "greeting" or "apology".</param>
/// <param name="Text">The user's words; empty when there are none.</param>
/// <param name="At">Timestamp the turn's times count from: the last voice, or the arrival of the text.</param>
internal sealed record TurnOrigin(string Kind, string Text, long At)
{
    /// <summary>The asr call, or null.</summary>
    public string? CallId { get; init; }

    /// <summary>Timestamp of the end of speech, or 0.</summary>
    public long EndOfSpeech { get; init; }

    /// <summary>Timestamp of the transcript, or 0.</summary>
    public long Transcript { get; init; }

    /// <summary>What rings, or null.</summary>
    public DeviceAlarm? Alarm { get; init; }

    /// <summary>What is shown instead of what is said, or null.</summary>
    public Caption? Caption { get; init; }

    /// <summary>Why the words are not known, or null.</summary>
    public CallFailedException? Failure { get; init; }

    /// <summary>The turn's span, begun with the utterance; null when the turn begins its own.</summary>
    public Activity? Trace { get; init; }

    /// <summary>Whether somebody spoke.</summary>
    public bool IsSpoken => Kind is "speech" or "apology";

    /// <summary>Recognised words.</summary>
    public static TurnOrigin Spoken(Utterance utterance, string text) => From("speech", text, utterance);

    /// <summary>Words that could not be recognised.</summary>
    public static TurnOrigin Lost(Utterance utterance, CallFailedException failure) =>
        From("apology", "", utterance) with { Failure = failure };

    /// <summary>These words and others of the same thought, in the order they were said in, whichever were known first.</summary>
    public TurnOrigin With(TurnOrigin other) => this with
    {
        Text = other.At <= At ? $"{other.Text} {Text}" : $"{Text} {other.Text}",
        At = Math.Max(At, other.At),
    };

    private static TurnOrigin From(string kind, string text, Utterance utterance) => new(kind, text, utterance.LastVoiceAt)
    {
        CallId = utterance.CallId,
        EndOfSpeech = utterance.CompletedAt,
        Transcript = utterance.TranscribedAt,
        Trace = utterance.Trace,
    };
}
