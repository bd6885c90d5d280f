namespace VoiceBus.Core.Bus;

/// <summary>Percentiles of the last 512 durations, nearest rank. Not thread-safe.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 512;
    private readonly double[] _samples = new double[Size];
    private long _added;

    /// <summary>Adds a duration; forgets the oldest when full.</summary>
    public void Add(TimeSpan duration) => _samples[_added++ % Size] = duration.TotalMilliseconds;

    /// <summary>The percentiles in ms.</summary>
    public LatencyPercentiles Percentiles()
    {
        var count = (int)Math.Min(_added, Size);
        if (count == 0)
            return new LatencyPercentiles(null, null, null);
        var sorted = _samples.AsSpan(0, count).ToArray();
        Array.Sort(sorted);
        return new LatencyPercentiles(Rank(sorted, 0.50), Rank(sorted, 0.95), Rank(sorted, 0.99));
    }

    private static double Rank(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
