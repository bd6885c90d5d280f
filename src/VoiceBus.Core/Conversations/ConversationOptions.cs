using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>How conversations run. Immutable; replaced whole when the configuration changes.</summary>
public sealed record ConversationOptions
{
    /// <summary>When speech begins and ends.</summary>
    public ListeningOptions Listening { get; init; } = new();

    /// <summary>Who speaks to devices that have no persona of their own.</summary>
    public Persona Persona { get; init; } = new();

    /// <summary>Messages of history given to the model.</summary>
    [Range(0, 1000)]
    public int MaxHistory { get; init; } = 40;

    /// <summary>Characters of a text typed, or of what was said in several parts before it was answered.</summary>
    [Range(1, 100_000)]
    public int MaxTypedText { get; init; } = 2000;

    /// <summary>Audio packets that may wait in a session's inbox; from half of them on the rest waits at the socket.</summary>
    [Range(4, 1000)]
    public int InboxAudio { get; init; } = 64;

    /// <summary>Announcements that may wait for the floor.</summary>
    [Range(1, 100)]
    public int MaxAnnouncements { get; init; } = 8;

    /// <summary>How long nobody has spoken before an announcement of priority idle is said.</summary>
    public TimeSpan QuietBeforeIdle { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Timers and alarms a device may have set.</summary>
    [Range(0, 100)]
    public int MaxTimers { get; init; } = 16;

    /// <summary>Names of the tools models may use, <c>*</c> for any run of characters; null for all, empty for none.</summary>
    public IReadOnlyList<string>? AllowedTools { get; init; }

    /// <summary>Tools offered to a model at once; where there are more, those that fit. Models choose worse the more there are, and many take 128 at most.</summary>
    [Range(1, 1000)]
    public int MaxTools { get; init; } = 128;

    /// <summary>Names of the tools offered before the others where there are too many, the most wanted first, <c>*</c> for any run of characters; the session's and the device's own come before them.</summary>
    public IReadOnlyList<string>? FirstTools { get; init; }

    /// <summary>How the other tools are chosen: by <c>Relevance</c> to what the user said, or by the <c>Order</c> of their servers.</summary>
    public ToolRanking ToolRanking { get; init; } = ToolRanking.Relevance;

    /// <summary>How long a new speaker waits for the last one to fall silent.</summary>
    public TimeSpan FloorTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A session nobody speaks in for this long is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(3);
}
