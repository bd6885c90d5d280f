namespace VoiceBus.Core.Diagnostics;

/// <summary>A provider's first reply is late: the next one was asked as well.</summary>
/// <param name="Service">llm or tts.</param>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CallId">The call.</param>
/// <param name="Primary">The provider that is late.</param>
/// <param name="Spare">The provider asked as well.</param>
/// <param name="AfterMs">How long the first one had been given, ms.</param>
[EventId(5201, "Providers")]
public sealed record HedgeStarted(
    string Service, string SessionId, string TurnId, string CallId, string Primary, string Spare, double AfterMs) : DiagnosticEvent;

/// <summary>The provider asked as well replied first; the late one was cancelled.</summary>
/// <param name="Service">llm or tts.</param>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CallId">The call.</param>
/// <param name="Primary">The provider that was late.</param>
/// <param name="Spare">The provider that answers.</param>
[EventId(5202, "Providers")]
public sealed record HedgeWon(
    string Service, string SessionId, string TurnId, string CallId, string Primary, string Spare) : DiagnosticEvent;
