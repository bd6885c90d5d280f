namespace VoiceBus.Core.Facts;

/// <summary>Something that was to be remembered was not.</summary>
/// <param name="Entries">How many entries are lost.</param>
/// <param name="Error">Why.</param>
public sealed record MemoryLost(int Entries, string Error) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>A write failed and will be tried again.</summary>
public sealed record MemoryDelayed(int Entries, string Error) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>What is remembered of a device could not be read in time: its session began without.</summary>
public sealed record MemoryNotRecalled(string SessionId, string DeviceId, string Error) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>What is remembered of a device was read.</summary>
public sealed record MemoryRecalled(string SessionId, string DeviceId, int Turns, string Persona, TimeSpan Took) : Fact;

/// <summary>The database could not be used.</summary>
public sealed record MemoryUnavailable(string Error) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Error;
}

/// <summary>Turns were deleted because they were too old or too many.</summary>
public sealed record HistoryPruned(int Turns) : Fact;

/// <summary>A device's history was deleted because somebody asked for it.</summary>
public sealed record HistoryErased(string DeviceId, int Turns) : Fact;

/// <summary>Turns that left the context were summarised.</summary>
public sealed record HistorySummarized(string SessionId, int Turns, TimeSpan Took) : Fact;

/// <summary>Turns that left the context could not be summarised and are dropped from it.</summary>
public sealed record HistoryNotSummarized(string SessionId, int Turns, string Error) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Warning;
}

/// <summary>Another persona speaks from the next turn on.</summary>
public sealed record PersonaSwitched(string SessionId, string DeviceId, string Persona) : Fact;

/// <summary>The database can be used again.</summary>
public sealed record MemoryAvailable(string Database) : Fact;

/// <summary>The database's file was removed, or another was put in its place, while it was in use; what lies there now is used.</summary>
public sealed record DatabaseReplaced(string Database) : Fact
{
    /// <inheritdoc/>
    public override FactSeverity Severity => FactSeverity.Error;
}
