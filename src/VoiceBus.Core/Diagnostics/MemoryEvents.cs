namespace VoiceBus.Core.Diagnostics;

/// <summary>Something that was to be remembered was not.</summary>
/// <param name="Entries">How many entries are lost.</param>
/// <param name="Error">Why.</param>
[EventId(7001, "Memory")]
public sealed record MemoryLost(int Entries, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A write failed and will be tried again.</summary>
[EventId(7002, "Memory")]
public sealed record MemoryDelayed(int Entries, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>What is remembered of a device could not be read in time: its session began without.</summary>
[EventId(7003, "Memory")]
public sealed record MemoryNotRecalled(string SessionId, string DeviceId, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>What is remembered of a device was read.</summary>
[EventId(7004, "Memory")]
public sealed record MemoryRecalled(string SessionId, string DeviceId, int Turns, string Persona, TimeSpan Took) : DiagnosticEvent;

/// <summary>The database could not be used.</summary>
[EventId(7005, "Memory")]
public sealed record MemoryUnavailable(string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>Turns were deleted because they were too old or too many.</summary>
[EventId(7006, "Memory")]
public sealed record HistoryPruned(int Turns) : DiagnosticEvent;

/// <summary>A device's history was deleted because somebody asked for it.</summary>
[EventId(7007, "Memory")]
public sealed record HistoryErased(string DeviceId, int Turns) : DiagnosticEvent;

/// <summary>Turns that left the context were summarised.</summary>
[EventId(7008, "Memory")]
public sealed record HistorySummarized(string SessionId, int Turns, TimeSpan Took) : DiagnosticEvent;

/// <summary>Turns that left the context could not be summarised and are dropped from it.</summary>
[EventId(7009, "Memory")]
public sealed record HistoryNotSummarized(string SessionId, int Turns, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>Another persona speaks from the next turn on.</summary>
[EventId(7010, "Memory")]
public sealed record PersonaSwitched(string SessionId, string DeviceId, string Persona) : DiagnosticEvent;

/// <summary>The database can be used again.</summary>
[EventId(7011, "Memory")]
public sealed record MemoryAvailable(string Database) : DiagnosticEvent;

/// <summary>The database's file was removed, or another was put in its place, while it was in use; what lies there now is used.</summary>
[EventId(7012, "Memory")]
public sealed record DatabaseReplaced(string Database) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}
