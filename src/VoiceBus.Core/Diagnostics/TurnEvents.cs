namespace VoiceBus.Core.Diagnostics;

/// <summary>A turn began.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="DeviceId">The session's device.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Origin">What it answers: "speech", "text", "announcement" or "apology" (for speech that could not be recognised).</param>
/// <param name="CallId">The asr call that recognised the words, or null.</param>
/// <param name="Began">The last voice, or the arrival of the typed text: the origin of the turn's times.</param>
/// <param name="SinceBegan">How long ago that was.</param>
/// <param name="Text">The user's words.</param>
[EventId(3001, "Turns")]
public sealed record TurnStarted(
    string SessionId, string DeviceId, string TurnId, string Origin, string? CallId, MonotonicTimestamp Began, TimeSpan SinceBegan, string Text) : DiagnosticEvent;

/// <summary>A turn came to one of its moments, each at most once.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Mark">Which moment.</param>
/// <param name="SinceBegan">When it happened, from the turn's origin; negative for what came before it.</param>
[EventId(3002, "Turns")]
public sealed record TurnReached(string SessionId, string TurnId, TurnMilestone Mark, TimeSpan SinceBegan) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>A turn ended; times are from the turn's start, null for what did not happen.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Ending">How it ended: "completed", "interrupted" or "failed".</param>
/// <param name="FirstWord">Until the model's first word.</param>
/// <param name="FirstAudio">Until the first packet was on its way to the device.</param>
/// <param name="Total">Until <c>tts stop</c>.</param>
/// <param name="Text">What was really played.</param>
[EventId(3003, "Turns")]
public sealed record TurnEnded(
    string SessionId, string TurnId, string Ending, TimeSpan? FirstWord, TimeSpan? FirstAudio, TimeSpan Total, string Text) : DiagnosticEvent;

/// <summary>A stage of a turn failed; the device was told.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="Kind">The name of the failure's kind.</param>
/// <param name="Error">What went wrong, human-readable.</param>
[EventId(3004, "Turns")]
public sealed record TurnStageFailed(string SessionId, string TurnId, string Service, string Kind, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>The model had a tool run in a turn.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Duration">How long it ran.</param>
[EventId(3005, "Turns")]
public sealed record ToolUsed(string SessionId, string TurnId, string Tool, TimeSpan Duration) : DiagnosticEvent;

/// <summary>A sound could not be played.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Sound">Its name.</param>
/// <param name="Error">Why.</param>
[EventId(3006, "Turns")]
public sealed record SoundFailed(string SessionId, string TurnId, string Sound, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}
