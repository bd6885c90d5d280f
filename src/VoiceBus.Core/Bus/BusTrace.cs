using System.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>One trace per turn: the turn's span is its root, and each handler's span a child of it.</summary>
public static class BusTrace
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "VoiceBus";

    private static ActivitySource Source { get; } = new(SourceName);

    /// <summary>
    /// Starts the span of a turn, the root of a trace of its own; null when nobody listens. It is not made current: whoever
    /// opens calls for the turn does that. The caller disposes it.
    /// </summary>
    public static Activity? StartTurn()
    {
        if (!Source.HasListeners())
            return null;
        var around = Activity.Current;
        // The request of the socket lasts for hours; a turn is not a part of it.
        Activity.Current = null;
        var turn = Source.StartActivity("turn");
        Activity.Current = around;
        return turn;
    }

    /// <summary>Starts the span of one try of one provider, a child of its handler's; null when nobody listens. The caller disposes it.</summary>
    /// <param name="operation">What it is asked for.</param>
    /// <param name="provider">Its configured name.</param>
    /// <param name="type">What kind of provider it is.</param>
    internal static Activity? StartAttempt(string operation, string provider, string type) =>
        Source.StartActivity($"{operation} {provider}", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", operation)
            .SetTag("gen_ai.provider.name", type)
            .SetTag("voicebus.provider", provider);

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
