namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Something threw that nobody expected, on a thread that belongs to all: a defect in this program or a library. What it belonged
/// to was ended or goes on as its owner decides; everybody else goes on.
/// </summary>
/// <param name="Area">What was at work.</param>
/// <param name="SessionId">Whose session; empty when it is nobody's.</param>
/// <param name="CallId">Which call; empty outside one.</param>
/// <param name="Exception">The type of what was thrown.</param>
/// <param name="Trace">The places it came through, without any message.</param>
/// <param name="Text">The message of what was thrown; may quote the user.</param>
[EventId(101, "Defects")]
public sealed record DefectCaught(
    string Area, string SessionId, string CallId, string Exception, string Trace, string? Text) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;

    /// <summary>Describes what was thrown.</summary>
    public static DefectCaught Of(string area, string sessionId, string callId, Exception exception) =>
        new(area, sessionId, callId, Cause(exception).GetType().Name, ExceptionTrace.Of(exception), Cause(exception).Message);

    // What callbacks throw comes wrapped.
    private static Exception Cause(Exception exception) =>
        exception is AggregateException { InnerExceptions: [var only] } ? Cause(only) : exception;
}
