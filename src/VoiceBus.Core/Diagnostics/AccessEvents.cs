namespace VoiceBus.Core.Diagnostics;

/// <summary>Requests over HTTP were refused. Told once a second for each kind at most.</summary>
/// <param name="Kind">token, wrong_token, read_only, host, origin, sign_in or events.</param>
/// <param name="Address">Whose request the latest was.</param>
/// <param name="Detail">What the latest was refused, and which setting would let it in; names no secret.</param>
/// <param name="Refused">How many of this kind were refused since the last event about it, this one included.</param>
[EventId(1001, "Access")]
public sealed record AccessRefused(string Kind, string Address, string Detail, long Refused) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>Somebody signed in by the link that a start prints.</summary>
/// <param name="Address">Whose request it was.</param>
[EventId(1002, "Access")]
public sealed record SignedIn(string Address) : DiagnosticEvent;
