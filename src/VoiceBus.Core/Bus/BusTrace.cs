using System.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>The trace of the bus: one span around each handler, child of the span the call was opened in.</summary>
public static class BusTrace
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "VoiceBus";

    private static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Starts the span of a handler; null when nobody listens. The caller disposes it.</summary>
    /// <param name="message">The message that opened the call.</param>
    public static Activity? StartHandler(EventMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var activity = Source.StartActivity(message.Type.ToName(), ActivityKind.Consumer, message.TraceParent);
        activity?.SetTag("voicebus.call_id", message.CallId)
            .SetTag("voicebus.session_id", message.SessionId)
            .SetTag("voicebus.turn_id", message.TurnId);
        return activity;
    }
}
