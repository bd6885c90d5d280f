using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Memory;

/// <summary>What is remembered and for how long. Immutable; read once at start.</summary>
public sealed record MemoryOptions
{
    /// <summary>Whether what is said is kept; off keeps no text at all. What was kept before stays until it is deleted or too old.</summary>
    public HistorySwitch History { get; init; } = HistorySwitch.On;

    /// <summary>Connection string or URL of a PostgreSQL database shared by several nodes; null for a file of this machine.</summary>
    public string? Database { get; init; }

    /// <summary>Turns that ended longer ago are not given to the model any more.</summary>
    public TimeSpan ContextAge { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Tokens of system prompt, history and the user's words together; the oldest turns give way.</summary>
    [Range(256, 1_000_000)]
    public int ContextTokens { get; init; } = 4000;

    /// <summary>Whether turns that leave the context are summarised by the language model instead of dropped.</summary>
    public bool Summary { get; init; }

    /// <summary>Turns older than this are deleted; days.</summary>
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 90;

    /// <summary>Turns kept of one device; the oldest are deleted.</summary>
    [Range(1, 1_000_000)]
    public int MaxTurns { get; init; } = 2000;

    /// <summary>How often what is too old is deleted.</summary>
    public TimeSpan PruneInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a session's first turn waits for what is remembered.</summary>
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one write may take, and the writes left at the end of the process together.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes that may wait for the database; more are dropped and counted.</summary>
    [Range(1, 100_000)]
    public int QueueCapacity { get; init; } = 1000;
}

/// <summary>Whether what is said is kept.</summary>
public enum HistorySwitch
{
    /// <summary>Kept by device.</summary>
    On,

    /// <summary>Forgotten with the session.</summary>
    Off,
}
