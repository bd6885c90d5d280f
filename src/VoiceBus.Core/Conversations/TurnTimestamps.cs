using System.Diagnostics;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// The moments of one turn: each is told once, as an event and as an event of the turn's span, with the time at which it
/// happened. Thread-safe.
/// </summary>
internal sealed class TurnTimestamps(CallContext context, TurnOrigin origin, ConversationServices services)
{
    private Action? _speaks;
    private long _firstTokenAt;
    private int _reached;

    /// <summary>On whose behalf the turn's calls are opened.</summary>
    public CallContext Context => context;

    /// <summary>The turn's span, or null when nobody listens.</summary>
    public Activity? Trace { get; } = origin.Trace ?? BusTrace.StartTurn();

    /// <summary>Timestamp of the model's first word, or 0.</summary>
    public long FirstTokenAt => Volatile.Read(ref _firstTokenAt);

    /// <summary>Whether the turn has come to a moment.</summary>
    public bool HasReached(TurnMilestone mark) => (Volatile.Read(ref _reached) & (1 << (int)mark)) != 0;

    /// <summary>Has the call-back called once, when the first sound of the voice has come; set it before that.</summary>
    public void WhenSpeaking(Action callBack) => _speaks = callBack;

    /// <summary>Tells what came before the turn.</summary>
    public void Begin()
    {
        Trace?.SetTag("voicebus.session_id", context.SessionId)
            .SetTag("voicebus.turn_id", context.TurnId)
            .SetTag("voicebus.origin", origin.Kind);
        if (!origin.IsSpoken)
            return;
        Record(TurnMilestone.LastVoice, origin.At);
        Record(TurnMilestone.EndOfSpeech, origin.EndOfSpeech);
        Record(TurnMilestone.Transcript, origin.Transcript);
    }

    /// <summary>The turn has come to a moment, now; only the first time counts.</summary>
    public void Record(TurnMilestone mark)
    {
        if (!HasReached(mark))
            Record(mark, services.Time.GetTimestamp());
    }

    /// <summary>The turn came to a moment at the given timestamp; null or 0 means that it did not.</summary>
    public void Record(TurnMilestone mark, long? at)
    {
        var bit = 1 << (int)mark;
        if (at is null or 0 || (Interlocked.Or(ref _reached, bit) & bit) != 0)
            return;
        if (mark == TurnMilestone.FirstToken)
            Volatile.Write(ref _firstTokenAt, at.Value);
        if (mark == TurnMilestone.FirstTtsByte)
            _speaks?.Invoke();
        services.Events.Emit(new TurnReached(
            context.SessionId, context.TurnId, mark, services.Time.GetElapsedTime(origin.At, at.Value)));
        Trace?.AddEvent(new ActivityEvent(mark.ToString(), services.Time.GetUtcNow() - services.Time.GetElapsedTime(at.Value)));
    }

    /// <summary>The turn is over.</summary>
    public void End(string ending)
    {
        Trace?.SetTag("voicebus.ending", ending);
        if (ending == "failed")
            Trace?.SetStatus(ActivityStatusCode.Error);
        Trace?.Dispose();
    }
}
