using VoiceBus.Core.Diagnostics;

namespace VoiceBus.RabbitMq;

/// <summary>The broker was reached.</summary>
/// <param name="Broker">Host and port.</param>
[EventId(11001, "Broker")]
public sealed record BrokerConnected(string Broker) : DiagnosticEvent;

/// <summary>The broker could not be reached or was lost; calls under way over it have failed.</summary>
/// <param name="Broker">Host and port.</param>
/// <param name="Error">Why, for people.</param>
/// <param name="RetryIn">When it is tried again.</param>
[EventId(11002, "Broker")]
public sealed record BrokerLost(string Broker, string Error, TimeSpan RetryIn) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>A worker was lost in mid-call; another one goes on with it.</summary>
/// <param name="Service">asr, llm, tts or mcp.</param>
/// <param name="CallId">The call.</param>
/// <param name="SessionId">The session on whose behalf.</param>
/// <param name="Attempt">Which worker in turn: 2 for the second.</param>
[EventId(11003, "Broker")]
public sealed record CallTakenOver(string Service, string CallId, string SessionId, int Attempt) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A message made no sense and was dropped.</summary>
/// <param name="Queue">Where it came from.</param>
/// <param name="Error">What was wrong, for people.</param>
[EventId(11004, "Broker")]
public sealed record MessageDropped(string Queue, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}
