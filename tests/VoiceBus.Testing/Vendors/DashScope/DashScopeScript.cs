using System.Text.Json;

namespace VoiceBus.Testing.Vendors.DashScope;

/// <summary>What goes wrong on a bad day.</summary>
public enum DashScopeDay
{
    /// <summary>Nothing.</summary>
    Good,

    /// <summary>No answer to what begins a call.</summary>
    SilentAtStart,

    /// <summary>No answer to what ends it; of a voice: after its first piece of audio.</summary>
    SilentAtEnd,

    /// <summary>A failure instead of the first answer.</summary>
    FailsAtStart,

    /// <summary>A failure in the middle.</summary>
    FailsWithin,

    /// <summary>The connection is cut in the middle.</summary>
    Cut,

    /// <summary>A close in the middle, with a reason.</summary>
    Close,

    /// <summary>A message that is no JSON.</summary>
    Garbage,

    /// <summary>Nothing is understood, nothing is said.</summary>
    Empty,

    /// <summary>Fields and events that nobody knows yet, and what an earlier task left behind, among what is known.</summary>
    New,
}

/// <summary>How the stand-in answers. Immutable.</summary>
public sealed record DashScopeScript
{
    /// <summary>What goes wrong.</summary>
    public DashScopeDay Day { get; init; }

    /// <summary>The code of a day that fails.</summary>
    public string Code { get; init; } = "InternalError";

    /// <summary>Its words.</summary>
    public string Message { get; init; } = "no luck";

    /// <summary>What it has understood once so many milliseconds of audio are in; what ends in a full stop is a settled sentence.</summary>
    public IReadOnlyList<(int Milliseconds, string Text)> Heard { get; init; } = [(300, "打开"), (600, "打开客厅的灯。"), (800, "然后")];

    /// <summary>What it understands of each piece that is committed, in order; after that nothing.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = ["打开客厅的灯。", "然后关上门。"];

    /// <summary>Whether pieces have ids; some regions give none.</summary>
    public bool HasIds { get; init; } = true;

    /// <summary>The sentence it settles at the end.</summary>
    public string Last { get; init; } = "然后关上门。";

    /// <summary>Bytes of a piece of audio: odd, so that a piece ends between the bytes of a sample.</summary>
    public int PieceBytes { get; init; } = 1001;

    /// <summary>Completes when the task may begin.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Completes when the rest may follow the first piece of audio.</summary>
    public Task Going { get; init; } = Task.CompletedTask;

    /// <summary>The samples of a text: 100 for each of its characters, each by its place.</summary>
    public static short[] Samples(string text) => [.. Enumerable.Range(0, text.Length * 100).Select(static n => (short)((n * 37 % 20_000) - 10_000))];
}

/// <summary>A call as the stand-in got it: a task, or a session.</summary>
public sealed class DashScopeCall
{
    /// <summary>What began it: the payload of run-task, or the session of the last session.update.</summary>
    public JsonElement Parameters { get; internal set; }

    /// <summary>Bytes of each packet of audio.</summary>
    public List<int> Packets { get; } = [];

    /// <summary>All audio.</summary>
    public List<byte> Pcm { get; } = [];

    /// <summary>All text.</summary>
    public string Text { get; internal set; } = "";

    /// <summary>Whether the client said that it is over.</summary>
    public bool IsComplete { get; internal set; }
}

/// <summary>The stand-in refuses what it was sent, as the vendor does.</summary>
internal sealed class DashScopeRefusal(string code, string message) : Exception(message)
{
    /// <summary>The vendor's code.</summary>
    public string Code => code;
}
