namespace VoiceBus.Core.Bus;

/// <summary>Counts per second over the last 10 s: one counter per second, no timer. Not thread-safe.</summary>
internal sealed class RateWindow(TimeProvider time)
{
    private const int Seconds = 10;
    private readonly long[] _counts = new long[Seconds];
    private readonly long[] _second = new long[Seconds];

    private long Now => time.GetTimestamp() / time.TimestampFrequency;

    /// <summary>Counts one now.</summary>
    public void Add()
    {
        var now = Now;
        var slot = (int)(now % Seconds);
        if (_second[slot] != now)
        {
            _second[slot] = now;
            _counts[slot] = 0;
        }
        _counts[slot]++;
    }

    /// <summary>Average per second over the window.</summary>
    public double PerSecond()
    {
        var now = Now;
        long sum = 0;
        for (var slot = 0; slot < Seconds; slot++)
        {
            if (now - _second[slot] < Seconds)
                sum += _counts[slot];
        }
        return sum / (double)Seconds;
    }
}
