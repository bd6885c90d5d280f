using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceBus.Management.Configuration;

/// <summary>One AI service.</summary>
public sealed record ServiceSettings
{
    /// <summary>False switches the service off: its calls fail at once as Disabled.</summary>
    public required bool Enabled { get; init; }

    /// <summary>In the order they are asked; the first enabled one is primary unless weights split sessions.</summary>
    public required IReadOnlyList<ProviderSettings> Providers { get; init; }

    /// <summary>How long calls may take.</summary>
    public required DeadlineSettings Deadlines { get; init; }

    /// <summary>When a spare is asked early; llm and tts only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HedgeSettings? Hedge { get; init; }
}

/// <summary>One provider of a service.</summary>
public sealed record ProviderSettings
{
    /// <summary>Unique within the service.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of provider it is: one of the types of the service.</summary>
    public required string Type { get; init; }

    /// <summary>False takes it out: new calls do not ask it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Share of sessions whose primary it is, when several providers have a weight above 0; 0 makes it a fallback only.</summary>
    public required int Weight { get; init; }

    /// <summary>Its instances.</summary>
    public required PoolSettings Pool { get; init; }

    /// <summary>
    /// What a provider of its type is configured with (<c>GET /api/providers/types</c>), names in snake_case. What its type does not
    /// say to be harmless is write-only: shown as "***"; left out or "***" keeps it, null clears it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Options { get; init; }

    // Records print their members, and this one holds a secret.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(Name).Append(" (").Append(Type).Append(')');
        return true;
    }
}

/// <summary>The bounds of a provider's pool.</summary>
public sealed record PoolSettings
{
    /// <summary>Instances kept ready.</summary>
    public required int MinSize { get; init; }

    /// <summary>Instances at most.</summary>
    public required int MaxSize { get; init; }

    /// <summary>How long an instance above the minimum may lie idle, ms.</summary>
    public required int IdleTimeoutMs { get; init; }

    /// <summary>How old an instance may grow, ms.</summary>
    public required int MaxAgeMs { get; init; }

    /// <summary>How long a lease may be held before it is quarantined, ms.</summary>
    public required int LeaseTimeoutMs { get; init; }
}

/// <summary>How long a service's calls may take.</summary>
public sealed record DeadlineSettings
{
    /// <summary>To a provider's first useful reply, ms.</summary>
    public required int FirstReplyMs { get; init; }

    /// <summary>From one piece of a reply that has begun to the next, ms.</summary>
    public required int StallMs { get; init; }

    /// <summary>The whole call, all providers together, ms.</summary>
    public required int WholeMs { get; init; }

    /// <summary>Waiting for an instance of a pool, ms.</summary>
    public required int LeaseMs { get; init; }

    /// <summary>How long a provider told to stop may take before it is left to itself, ms.</summary>
    public required int GraceMs { get; init; }
}

/// <summary>When the spare provider is asked although the first has not failed.</summary>
public sealed record HedgeSettings
{
    /// <summary>Whether at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The share of first replies (0.5 to 0.999) that must be late for a call to count as late.</summary>
    public required double Percentile { get; init; }

    /// <summary>Never earlier than this, ms.</summary>
    public required int MinDelayMs { get; init; }

    /// <summary>Extra calls at most, as a share (0 to 1) of all calls.</summary>
    public required double MaxExtraLoad { get; init; }
}
