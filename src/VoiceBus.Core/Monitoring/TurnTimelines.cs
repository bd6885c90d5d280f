using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Builds each turn's waterfall from the events told about it and keeps the newest turns. Recognition runs before its turn
/// exists: such calls are kept apart until a turn names them. Thread-safe; reading makes copies.
/// </summary>
/// <param name="time">The clock whose timestamps the events carry.</param>
/// <param name="text">Whether words are kept.</param>
/// <param name="capacity">Turns kept.</param>
public sealed class TurnTimelines(TimeProvider time, TextPolicy text, int capacity = TurnTimelines.DefaultCapacity) : IEventObserver
{
    /// <summary>Turns kept unless said otherwise.</summary>
    public const int DefaultCapacity = 1000;

    private const int MaxUnclaimed = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TurnRecord> _turns = new(StringComparer.Ordinal);
    private readonly LinkedList<TurnRecord> _byAge = new();
    private readonly Dictionary<string, CallRecord> _recognitions = new(StringComparer.Ordinal);
    private readonly Queue<string> _recognitionsByAge = new();

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        lock (_gate)
            Note(@event, at);
    }

    /// <summary>A turn's waterfall as far as it is known, or null when the turn is not known or too old.</summary>
    public TurnTimeline? Find(string turnId)
    {
        lock (_gate)
            return _turns.GetValueOrDefault(turnId)?.ToTimeline(time, text.IsShown);
    }

    /// <summary>The turns a query wants, newest first.</summary>
    public IReadOnlyList<TurnTimeline> Newest(TurnQuery query)
    {
        lock (_gate)
            return [.. _byAge.Where(turn => turn.Matches(query, turn.AgeMs(time))).Take(query.Limit).Select(turn => turn.ToTimeline(time, text.IsShown))];
    }

    private void Note(DiagnosticEvent @event, DateTimeOffset at)
    {
        switch (@event)
        {
            case TurnStarted started: Start(started, at); break;
            case TurnReached reached: TurnOf(reached.TurnId)?.Reach(reached); break;
            case TurnStageFailed failed: TurnOf(failed.TurnId)?.Fail(failed); break;
            case TurnEnded ended: TurnOf(ended.TurnId)?.End(ended, text.IsShown ? ended.Text : null); break;
            case ToolUsed used: TurnOf(used.TurnId)?.Use(used.Tool); break;
            case ProviderAttempted tried: CallOf(tried.Service, tried.CallId, tried.TurnId)?.Attempted(tried); break;
            case CallRefused refused: TurnOf(refused.TurnId)?.Refuse(refused); break;
            case CallCompleted call:
                CallOf(call.Service, call.CallId, call.TurnId)?.End(call.OpenedAt, call.QueueWait, call.Duration, AttemptOutcomes.Ok, null);
                break;
            case CallFailed call:
                CallOf(call.Service, call.CallId, call.TurnId)?.End(call.OpenedAt, call.QueueWait, call.Duration, AttemptOutcomes.Failed, call.Kind);
                break;
            case CallCancelled call:
                CallOf(call.Service, call.CallId, call.TurnId)?.End(call.OpenedAt, call.QueueWait, call.Duration, AttemptOutcomes.Cancelled, null);
                break;
        }
    }

    private void Start(TurnStarted started, DateTimeOffset at)
    {
        var turn = new TurnRecord(
            started with { Text = "" }, at - started.SinceBegan, text.IsShown && started.Text.Length > 0 ? started.Text : null);
        if (!_turns.TryAdd(turn.Id, turn))
            return;
        if (started.CallId is { } callId)
            turn.Adopt(callId, Recognition(callId));
        _byAge.AddFirst(turn);
        if (_byAge.Count <= capacity)
            return;
        _turns.Remove(_byAge.Last!.Value.Id);
        _byAge.RemoveLast();
    }

    private TurnRecord? TurnOf(string turnId) => _turns.GetValueOrDefault(turnId);

    private CallRecord? CallOf(string service, string callId, string turnId)
    {
        if (turnId.Length > 0)
            return TurnOf(turnId)?.Call(service, callId);
        return service == "asr" ? Recognition(callId) : null;
    }

    private CallRecord Recognition(string callId)
    {
        if (_recognitions.TryGetValue(callId, out var known))
            return known;
        if (_recognitions.Count >= MaxUnclaimed)
            _recognitions.Remove(_recognitionsByAge.Dequeue());
        _recognitionsByAge.Enqueue(callId);
        return _recognitions[callId] = new CallRecord("asr");
    }
}
