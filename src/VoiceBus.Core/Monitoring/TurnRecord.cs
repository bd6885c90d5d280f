using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>What is known of one turn. Not thread-safe; <see cref="TurnTimelines"/> guards it.</summary>
internal sealed class TurnRecord(TurnStarted started, DateTimeOffset startedAt, string? userText)
{
    /// <summary>Calls and tools kept of one turn; a longer one loses its later ones.</summary>
    private const int MaxParts = 200;

    private readonly Dictionary<string, CallRecord> _calls = new(StringComparer.Ordinal);
    private readonly List<CallRecord> _refused = [];
    private readonly List<TimelineMark> _marks = [];
    private readonly List<string> _tools = [];
    private readonly List<TimelineFailure> _failures = [];
    private TurnEnded? _ended;
    private string? _replyText;

    /// <summary>The turn.</summary>
    public string Id => started.TurnId;

    /// <summary>A call made before the turn began, for it.</summary>
    public void Adopt(string callId, CallRecord call) => _calls[callId] = call;

    /// <summary>A call of this turn; null when the turn has too many.</summary>
    public CallRecord? Call(string service, string callId)
    {
        if (_calls.TryGetValue(callId, out var known))
            return known;
        return _calls.Count >= MaxParts ? null : _calls[callId] = new CallRecord(service);
    }

    /// <summary>A call of this turn was not taken.</summary>
    public void Refuse(CallRefused refused)
    {
        if (_refused.Count >= MaxParts)
            return;
        var call = new CallRecord(refused.Service);
        call.End(refused.OpenedAt, refused.Waited, refused.Waited, "refused", refused.Kind);
        _refused.Add(call);
    }

    /// <summary>The turn came to a moment; after its end nothing counts any more.</summary>
    public void Reach(TurnReached reached)
    {
        if (_ended is null)
            _marks.Add(new TimelineMark(reached.Mark, reached.SinceBegan.TotalMilliseconds));
    }

    /// <summary>A tool was run.</summary>
    public void Use(string tool)
    {
        if (_tools.Count < MaxParts)
            _tools.Add(tool);
    }

    /// <summary>A stage failed.</summary>
    public void Fail(TurnStageFailed failed)
    {
        if (_failures.Count < MaxParts)
            _failures.Add(new TimelineFailure(failed.Service, failed.Kind));
    }

    /// <summary>The turn has ended.</summary>
    public void End(TurnEnded ended, string? replyText)
    {
        _ended = ended with { Text = "" };
        _replyText = replyText;
    }

    /// <summary>Whether the query wants this turn.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="runningMs">How long ago the turn's origin was.</param>
    public bool Matches(TurnQuery query, double runningMs) =>
        (query.SessionId is null || query.SessionId == started.SessionId)
        && (query.DeviceId is null || string.Equals(query.DeviceId, started.DeviceId, StringComparison.OrdinalIgnoreCase))
        && (!query.FailedOnly || _ended?.Ending == "failed" || _failures.Count > 0)
        && (query.SlowerThanMs is not { } slow || (ResponseMs() ?? TotalMs() ?? runningMs) > slow);

    /// <summary>The waterfall as far as it is known.</summary>
    /// <param name="time">The clock of the turn.</param>
    /// <param name="withText">Whether words that were kept are shown.</param>
    public TurnTimeline ToTimeline(TimeProvider time, bool withText) => new(
        Id,
        started.SessionId,
        started.DeviceId,
        started.Origin,
        startedAt,
        _ended?.Ending,
        withText ? userText : null,
        withText ? _replyText : null,
        ResponseMs(),
        TotalMs(),
        [.. _marks.OrderBy(static mark => mark.AtMs).ThenBy(static mark => mark.Mark)],
        [.. _calls.Values.Concat(_refused).SelectMany(call => call.Spans(started.Began, time)).OrderBy(static span => span.StartMs)],
        [.. _tools],
        _calls.Values.Sum(static call => call.Retries),
        [.. _failures]);

    /// <summary>How long ago the turn's origin was, in ms.</summary>
    public double AgeMs(TimeProvider time) => time.GetElapsedTime(started.Began.Timestamp).TotalMilliseconds;

    private double? ResponseMs() => _marks.Find(static mark => mark.Mark == TurnMilestone.FirstFrameSent)?.AtMs;

    private double? TotalMs() => _ended is null ? null : (started.SinceBegan + _ended.Total).TotalMilliseconds;
}
