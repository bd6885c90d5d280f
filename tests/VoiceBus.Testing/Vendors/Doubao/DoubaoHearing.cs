using System.Text.Json;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>How the stand-in hears an utterance. Immutable.</summary>
public sealed record DoubaoHearing
{
    /// <summary>What it has understood once so many milliseconds of audio are in.</summary>
    public IReadOnlyList<(int Milliseconds, string Text)> Heard { get; init; } = [(400, "打开"), (800, "打开客厅的灯")];

    /// <summary>What it says at the end.</summary>
    public string Final { get; init; } = "打开客厅的灯。";

    /// <summary>Whether its answers carry sequence numbers (the document, T) or none (X).</summary>
    public bool Sequence { get; init; } = true;

    /// <summary>Whether the sequence number of the last answer is negative.</summary>
    public bool NegativeLast { get; init; }

    /// <summary>Whether its answers are compressed; null: as the client's request is, which is what the document says.</summary>
    public bool? Gzip { get; init; }

    /// <summary>Whether a result is a list of one, as some servers have it.</summary>
    public bool ResultIsList { get; init; }

    /// <summary>What goes wrong.</summary>
    public DoubaoDay Day { get; init; }

    /// <summary>The error of a day that has one.</summary>
    public uint Code { get; init; }

    /// <summary>Its words.</summary>
    public string Message { get; init; } = "no luck";

    /// <summary>Completes when the request may be answered.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;
}

/// <summary>What goes wrong on a bad day.</summary>
public enum DoubaoDay
{
    /// <summary>Nothing.</summary>
    Good,

    /// <summary>No answer to what begins a call.</summary>
    SilentAtStart,

    /// <summary>No answer to what ends it.</summary>
    SilentAtEnd,

    /// <summary>An error instead of the first answer.</summary>
    ErrorAtStart,

    /// <summary>An error in the middle.</summary>
    ErrorWithin,

    /// <summary>A code in the JSON of an answer.</summary>
    CodeInAnswer,

    /// <summary>The connection is cut in the middle.</summary>
    Cut,

    /// <summary>A close in the middle, with a reason.</summary>
    Close,

    /// <summary>A message that is none of the protocol.</summary>
    Garbage,

    /// <summary>A text message.</summary>
    Words,

    /// <summary>Answers without content.</summary>
    Empty,

    /// <summary>Fields, events and messages that nobody knows yet, among what is known.</summary>
    New,
}

/// <summary>An utterance as the stand-in got it.</summary>
public sealed class DoubaoHeardUtterance
{
    /// <summary>The parameters.</summary>
    public JsonElement Request { get; internal set; }

    /// <summary>Bytes of each packet of audio.</summary>
    public List<int> Packets { get; } = [];

    /// <summary>All audio.</summary>
    public List<byte> Pcm { get; } = [];

    /// <summary>Whether the client said that it is over.</summary>
    public bool IsComplete { get; internal set; }
}
