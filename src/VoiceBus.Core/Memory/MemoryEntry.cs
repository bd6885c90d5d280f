namespace VoiceBus.Core.Memory;

/// <summary>Something to be written down.</summary>
internal abstract record MemoryEntry
{
    /// <summary>A turn ended.</summary>
    public sealed record Turn(HistoryTurn Happened) : MemoryEntry;

    /// <summary>Older turns were summarised.</summary>
    public sealed record Summary(string DeviceId, HistorySummary Of) : MemoryEntry;

    /// <summary>A device was given a persona.</summary>
    public sealed record Assignment(string DeviceId, string? Persona) : MemoryEntry;

    /// <summary>Everything of a device is to be forgotten; tells how many turns that were, if somebody waits for it.</summary>
    public sealed record Erasure(string DeviceId, TaskCompletionSource<int>? Done = null) : MemoryEntry;

    /// <summary>Tells that everything before it was dealt with.</summary>
    public sealed record Mark(TaskCompletionSource Reached) : MemoryEntry;
}
