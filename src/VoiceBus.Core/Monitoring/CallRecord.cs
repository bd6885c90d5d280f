using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>What is known of one call. Not thread-safe; <see cref="TurnTimelines"/> guards it.</summary>
internal sealed class CallRecord(string service)
{
    private readonly List<ProviderAttempted> _attempts = new(1);
    private Ended? _ended;

    /// <summary>Tries beyond the first, those passed over or overtaken not counted.</summary>
    public int Retries => Math.Max(0, _attempts.Count(static attempt => attempt.Outcome is not (AttemptOutcomes.Skipped or AttemptOutcomes.HedgeLost or AttemptOutcomes.Declined)) - 1);

    /// <summary>A try of a provider has ended.</summary>
    public void Attempted(ProviderAttempted attempt) => _attempts.Add(attempt);

    /// <summary>The call has ended.</summary>
    public void End(MonotonicTimestamp openedAt, TimeSpan queueWait, TimeSpan duration, string outcome, string? error) =>
        _ended = new Ended(openedAt, queueWait.TotalMilliseconds, duration.TotalMilliseconds, outcome, error);

    /// <summary>The call as spans; empty while it runs.</summary>
    /// <param name="began">The turn's origin.</param>
    /// <param name="time">The clock of both.</param>
    public IEnumerable<TimelineSpan> Spans(MonotonicTimestamp began, TimeProvider time)
    {
        if (_ended is not { } ended)
            yield break;
        var opened = time.GetElapsedTime(began.Timestamp, ended.OpenedAt.Timestamp).TotalMilliseconds;
        if (_attempts.Count == 0)
            yield return new TimelineSpan(
                service, null, opened, ended.QueueWaitMs, 0, null, opened + ended.DurationMs, ended.Outcome, 0, ended.Error);
        foreach (var attempt in _attempts)
        {
            var first = attempt.Attempt == 1;
            yield return new TimelineSpan(
                service,
                attempt.Provider,
                first ? opened : opened + attempt.StartedMs,
                first ? ended.QueueWaitMs : 0,
                attempt.LeaseWaitMs,
                attempt.FirstReplyMs,
                opened + attempt.StartedMs + attempt.TotalMs,
                attempt.Outcome,
                attempt.Attempt,
                attempt.Kind ?? attempt.Error);
        }
    }

    private sealed record Ended(MonotonicTimestamp OpenedAt, double QueueWaitMs, double DurationMs, string Outcome, string? Error);
}
