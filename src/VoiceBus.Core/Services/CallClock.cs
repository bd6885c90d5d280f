namespace VoiceBus.Core.Services;

/// <summary>
/// The time of one call over all its tries: what is left of it, and when it was opened. Time in which the caller holds
/// back (speech waiting to be played) is not the providers' and does not count. Thread-safe.
/// </summary>
internal sealed class CallClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _whole;
    private readonly TimeSpan _before;
    private readonly long _from;
    private long _heldTicks;
    private int _attempts;

    public CallClock(TimeProvider time, TimeSpan whole, DateTimeOffset? openedAt)
    {
        _time = time;
        _whole = whole;
        _from = time.GetTimestamp();
        // The clocks of two machines may differ a little.
        var before = openedAt is { } at ? time.GetUtcNow() - at : TimeSpan.Zero;
        _before = before > TimeSpan.Zero ? before : TimeSpan.Zero;
    }

    /// <summary>What is left of the whole call.</summary>
    public TimeSpan Left => _whole - (_time.GetElapsedTime(_from) - TimeSpan.FromTicks(Volatile.Read(ref _heldTicks)));

    /// <summary>Since the opening of the call.</summary>
    public TimeSpan SinceOpened => _before + _time.GetElapsedTime(_from);

    /// <summary>Numbers the tries from 1.</summary>
    public int NextAttempt() => Interlocked.Increment(ref _attempts);

    /// <summary>The caller has held back for so long.</summary>
    public void Held(TimeSpan time) => Interlocked.Add(ref _heldTicks, time.Ticks);
}
