namespace VoiceBus.Core.Memory;

/// <summary>A turn as it is remembered: the user's words, the tools that ran and what was really played.</summary>
public sealed record HistoryTurn
{
    /// <summary>The turn's id; remembering it twice is the same as once.</summary>
    public required string Id { get; init; }

    /// <summary>The device, in lower case.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The session it happened in.</summary>
    public required string SessionId { get; init; }

    /// <summary>When the turn ended, UTC, to the millisecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user's words; empty for an announcement.</summary>
    public required string UserText { get; init; }

    /// <summary>What the device really played; empty when nothing was heard.</summary>
    public required string PlayedText { get; init; }

    /// <summary>"completed", "interrupted" or "failed".</summary>
    public required string Ending { get; init; }

    /// <summary>The tools that ran, in order.</summary>
    public IReadOnlyList<ToolUse> Tools { get; init; } = [];

    /// <summary>Name of the persona that spoke.</summary>
    public string Persona { get; init; } = Memory.Persona.DefaultName;
}

/// <summary>What is left of turns that no longer fit into a context.</summary>
/// <param name="Text">The summary.</param>
/// <param name="Until">When the newest turn in it ended, UTC.</param>
public sealed record HistorySummary(string Text, DateTimeOffset Until);
