namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Bounds what a microphone may send in time, not in packets: a burst, as after a network that stood still, and a little more
/// than real time after it. What is more waits at the socket, where nothing is lost. Not thread-safe.
/// </summary>
internal struct AudioPace
{
    /// <summary>Audio that may come at once.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    private const double Rate = 1.2;

    private TimeSpan _ahead;
    private TimeSpan _at;

    /// <summary>Takes a packet.</summary>
    /// <param name="now">Time on any clock that only goes forward, the same at each call.</param>
    /// <param name="audio">What the packet holds.</param>
    /// <returns>How long to wait before the next one is read.</returns>
    public TimeSpan Take(TimeSpan now, TimeSpan audio)
    {
        var left = _ahead - ((now - _at) * Rate);
        (_ahead, _at) = ((left > TimeSpan.Zero ? left : TimeSpan.Zero) + audio, now);
        return _ahead <= Burst ? TimeSpan.Zero : (_ahead - Burst) / Rate;
    }
}
