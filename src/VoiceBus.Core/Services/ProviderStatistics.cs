namespace VoiceBus.Core.Services;

/// <summary>
/// What became of a provider's recent calls: the newest 128 of the last five minutes. Thread-safe; costs nothing while
/// nobody calls.
/// </summary>
internal sealed class ProviderStatistics(TimeProvider time)
{
    internal const int Samples = 128;
    internal const int LearnedFrom = 10;
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Sample[] _ring = new Sample[Samples];
    private int _next;
    private string? _lastError;

    public void Succeeded(TimeSpan? firstReply) => Add(new Sample(time.GetTimestamp(), true, firstReply?.TotalMilliseconds));

    public void Failed(string reason)
    {
        lock (_gate)
            _lastError = reason;
        Add(new Sample(time.GetTimestamp(), false, null));
    }

    /// <summary>No verdict, but its first reply had not come after so long.</summary>
    public void TookLongerThan(TimeSpan soFar) => Add(new Sample(time.GetTimestamp(), null, soFar.TotalMilliseconds));

    /// <summary>The time within which the given share (0 to 1) of the first replies came; null while too few are known.</summary>
    public TimeSpan? FirstReplyWithin(double percentile)
    {
        Span<double> latencies = stackalloc double[Samples];
        var known = 0;
        lock (_gate)
            foreach (var sample in _ring)
                if (sample.Latency is { } latency && IsRecent(sample))
                    latencies[known++] = latency;
        if (known < LearnedFrom)
            return null;
        latencies = latencies[..known];
        latencies.Sort();
        return TimeSpan.FromMilliseconds(latencies[Math.Clamp((int)Math.Ceiling(percentile * known) - 1, 0, known - 1)]);
    }

    public StatisticsSnapshot Snapshot()
    {
        lock (_gate)
        {
            var inOrder = _ring[_next..].Concat(_ring[.._next]).Where(IsRecent).ToArray();
            var latencies = inOrder.Where(s => s.Latency is not null).Select(s => s.Latency!.Value).Order().ToArray();
            var recent = inOrder.Where(s => s.Ok is not null).ToArray();
            var newest = recent.LastOrDefault();
            return new StatisticsSnapshot(
                recent.Length,
                recent.Length == 0 ? 0 : (double)recent.Count(s => s.Ok == false) / recent.Length,
                latencies.Length == 0 ? null : (latencies[(latencies.Length - 1) / 2] + latencies[latencies.Length / 2]) / 2,
                latencies.Length == 0 ? null : latencies.Average(),
                newest.Ok == true,
                recent.Length == 0 ? null : time.GetElapsedTime(newest.At),
                _lastError);
        }
    }

    private void Add(Sample sample)
    {
        lock (_gate)
        {
            // Zero marks an empty place.
            _ring[_next] = sample with { At = Math.Max(sample.At, 1) };
            _next = (_next + 1) % Samples;
        }
    }

    private bool IsRecent(Sample sample) => sample.At != 0 && time.GetElapsedTime(sample.At) <= Window;

    private readonly record struct Sample(long At, bool? Ok, double? Latency);
}

/// <summary>A provider's recent statistics.</summary>
/// <param name="Calls">Calls with a verdict within the window (five minutes, at most 128).</param>
/// <param name="ErrorRate">Share of them that failed, 0 to 1.</param>
/// <param name="MedianLatencyMs">Median time to the first useful reply in ms, or null when none was measured.</param>
/// <param name="AverageLatencyMs">Mean of the same.</param>
/// <param name="LastSucceeded">Whether the newest call succeeded.</param>
/// <param name="SinceLast">Age of the newest call, or null when there was none within the window.</param>
/// <param name="LastError">The newest failure, for people; may be older than the window.</param>
public sealed record StatisticsSnapshot(
    int Calls,
    double ErrorRate,
    double? MedianLatencyMs,
    double? AverageLatencyMs,
    bool LastSucceeded,
    TimeSpan? SinceLast,
    string? LastError);
