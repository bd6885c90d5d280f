namespace VoiceBus.Core.Diagnostics;

/// <summary>A tenant waited for a lease until its deadline in vain.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Owner">The tenant.</param>
/// <param name="WaitedMs">How long it waited, ms.</param>
/// <param name="MaxSize">Instances at most.</param>
[EventId(6001, "Pools")]
public sealed record PoolExhausted(string Pool, string Owner, double WaitedMs, int MaxSize) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A lease was held for too long; its slot was freed, the instance will not be used again.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Owner">The tenant.</param>
/// <param name="HeldSeconds">For how long.</param>
[EventId(6002, "Pools")]
public sealed record LeaseQuarantined(string Pool, string Owner, double HeldSeconds) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>An instance could not be made, did not pass its check, or failed to be disposed.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Stage">"create", "check" or "dispose".</param>
/// <param name="Reason">For people.</param>
[EventId(6003, "Pools")]
public sealed record InstanceFailed(string Pool, string Stage, string Reason) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}
