namespace VoiceBus.Core.Diagnostics;

/// <summary>A provider ignored its cancellation: its place in the pool was freed, its instance is thrown away when it unwinds.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Owner">The session, or "probe".</param>
[EventId(5001, "Providers")]
public sealed record ProviderAbandoned(string Service, string Provider, string Owner) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A provider failed so often that it is left alone for a while.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="BreakSeconds">For how long.</param>
[EventId(5002, "Providers")]
public sealed record CircuitOpened(string Service, string Provider, double BreakSeconds) : DiagnosticEvent
{
    /// <summary>It failed again when it was tried, and has not worked since the circuit opened first: said before, and no news.</summary>
    public bool Again { get; init; }

    /// <inheritdoc/>
    public override EventSeverity Severity => Again ? EventSeverity.Detail : EventSeverity.Warning;
}

/// <summary>A provider left alone is tried with one call.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
[EventId(5003, "Providers")]
public sealed record CircuitHalfOpened(string Service, string Provider) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>A provider that was left alone works again.</summary>
/// <param name="Service">Lower-case service name.</param>
/// <param name="Provider">The provider's configured name.</param>
[EventId(5004, "Providers")]
public sealed record CircuitClosed(string Service, string Provider) : DiagnosticEvent;

/// <summary>A tool provider could not say which tools it has.</summary>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Reason">For people.</param>
[EventId(5005, "Providers")]
public sealed record ToolsUnlisted(string Provider, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A recogniser lagged so far behind that the beginning of an utterance was let go.</summary>
/// <param name="Owner">The session.</param>
/// <param name="Seconds">How much audio was never read.</param>
[EventId(5006, "Providers")]
public sealed record UtteranceTrimmed(string Owner, double Seconds) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}
