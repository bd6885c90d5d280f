namespace VoiceBus.Core.Diagnostics;

/// <summary>A call was not taken into its message queue.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="Kind">Why: Overloaded or Unavailable.</param>
/// <param name="Waited">How long the caller had waited for room.</param>
/// <param name="OpenedAt">When the caller asked for it.</param>
[EventId(4001, "Calls")]
public sealed record CallRefused(
    string Service, string SessionId, string TurnId, string Kind, TimeSpan Waited, MonotonicTimestamp OpenedAt) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A call ended well.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="Duration">Open to end.</param>
/// <param name="QueueWait">Open to the start of the handler.</param>
/// <param name="OpenedAt">When it was opened.</param>
[EventId(4002, "Calls")]
public sealed record CallCompleted(
    string Service, string CallId, string SessionId, string TurnId, TimeSpan Duration, TimeSpan QueueWait, MonotonicTimestamp OpenedAt) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>A call ended badly, other than by its caller leaving.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="Duration">Open to end.</param>
/// <param name="Kind">The name of the failure's kind.</param>
/// <param name="Error">What went wrong, human-readable.</param>
/// <param name="QueueWait">Open to the start of the handler, or to the end when there was none.</param>
/// <param name="OpenedAt">When it was opened.</param>
[EventId(4003, "Calls")]
public sealed record CallFailed(
    string Service,
    string CallId,
    string SessionId,
    string TurnId,
    TimeSpan Duration,
    string Kind,
    string Error,
    TimeSpan QueueWait,
    MonotonicTimestamp OpenedAt) : DiagnosticEvent
{
    /// <summary>What a vendor or a library said about it, or null; may quote the user.</summary>
    public string? Text { get; init; }

    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>The caller cancelled before the call had ended: a barge-in, a hang-up, an abort.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="Duration">Open to end.</param>
/// <param name="QueueWait">Open to the start of the handler, or to the end when there was none.</param>
/// <param name="OpenedAt">When it was opened.</param>
[EventId(4004, "Calls")]
public sealed record CallCancelled(
    string Service, string CallId, string SessionId, string TurnId, TimeSpan Duration, TimeSpan QueueWait, MonotonicTimestamp OpenedAt) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>An operator cleared a message queue; each message told its own end.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="Messages">Messages failed by it.</param>
/// <param name="By">Who: the address the request came from.</param>
[EventId(4005, "Calls")]
public sealed record QueueCleared(string Service, int Messages, string By) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A handler did not return in time after its call had ended; it keeps its place among the handled calls until it does.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
[EventId(4006, "Calls")]
public sealed record CallAbandoned(string Service, string CallId, string SessionId, string TurnId) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A handler, or a callback on its token, threw something other than a cancellation after its call had ended.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="Error">What went wrong, human-readable.</param>
[EventId(4007, "Calls")]
public sealed record CallFaultedLate(string Service, string CallId, string Error) : DiagnosticEvent
{
    /// <summary>What a vendor or a library said about it, or null; may quote the user.</summary>
    public string? Text { get; init; }

    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}
