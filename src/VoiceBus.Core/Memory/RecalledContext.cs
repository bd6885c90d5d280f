namespace VoiceBus.Core.Memory;

/// <summary>What is remembered of a device when its session begins. Immutable.</summary>
public sealed record RecalledContext
{
    /// <summary>Nothing is remembered.</summary>
    public static RecalledContext Empty { get; } = new();

    /// <summary>The device's persona; null for the default.</summary>
    public Persona? Persona { get; init; }

    /// <summary>Whether there are personas to choose from.</summary>
    public bool HasPersonas { get; init; }

    /// <summary>What was said before the turns, in short, or null.</summary>
    public HistorySummary? Summary { get; init; }

    /// <summary>Turns the conversation goes on from, oldest first.</summary>
    public IReadOnlyList<HistoryTurn> Turns { get; init; } = [];

    /// <summary>Turns too old for that which no summary has yet, oldest first.</summary>
    public IReadOnlyList<HistoryTurn> Faded { get; init; } = [];
}
