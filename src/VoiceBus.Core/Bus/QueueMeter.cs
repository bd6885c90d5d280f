namespace VoiceBus.Core.Bus;

/// <summary>
/// All the counting of one message queue. Not thread-safe: called under the queue's gate, so that the statistics of one
/// moment add up: opened = waiting for room + waiting + in flight + completed + failed + cancelled.
/// </summary>
public sealed class QueueMeter(ServiceType type, TimeProvider time)
{
    private readonly RateWindow _rate = new(time);
    private readonly LatencyWindow _latency = new();
    private int _inFlight;
    private long _completed;
    private long _failed;
    private long _cancelled;

    /// <summary>A message was taken by its handler.</summary>
    public void Started() => _inFlight++;

    /// <summary>A message ended.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="wasStarted">Whether a handler had taken it.</param>
    /// <param name="duration">Open to end.</param>
    public void Ended(CallOutcome outcome, bool wasStarted, TimeSpan duration)
    {
        if (wasStarted)
            _inFlight--;
        switch (outcome)
        {
            case CallOutcome.Completed:
                _completed++;
                _rate.Add();
                break;
            case CallOutcome.Cancelled:
                _cancelled++;
                return;
            default:
                _failed++;
                break;
        }
        // What was never handled, and what its caller cut short, says nothing about how fast the service is.
        if (wasStarted)
            _latency.Add(duration);
    }

    /// <summary>The statistics of this moment.</summary>
    /// <param name="length">Messages waiting.</param>
    /// <param name="capacity">Messages that may wait.</param>
    /// <param name="oldestAge">Age of the first of them.</param>
    public QueueStatus Snapshot(int length, int capacity, TimeSpan oldestAge) =>
        new(
            type,
            length,
            capacity,
            _inFlight,
            _completed,
            _failed,
            _cancelled,
            _rate.PerSecond(),
            oldestAge,
            _latency.Percentiles());
}
