using System.Collections.Concurrent;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// The one clock that paces all sessions: a single timer that runs only while somebody speaks. Thread-safe.
/// </summary>
public sealed class PlaybackClock(TimeProvider time, IEventSink events) : IDisposable
{
    /// <summary>How exactly a packet meets its time; a device buffers several frames.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private readonly ExceptionGuard _guard = new(events, "playback clock");
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<DevicePlayback, byte> _speaking = new();
    private ITimer? _timer;
    private int _ticking;

    /// <summary>Speeches being paced now.</summary>
    public int Count => _speaking.Count;

    /// <summary>Whether the timer runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Paces a speech from now on.</summary>
    public void Add(DevicePlayback playback)
    {
        _speaking[playback] = 0;
        lock (_gate)
        {
            if (IsRunning)
                return;
            IsRunning = true;
            _timer ??= time.CreateGuardedTimer(static clock => clock.Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _guard);
            _timer.Change(Period, Period);
        }
    }

    /// <summary>Paces a speech no longer.</summary>
    public void Remove(DevicePlayback playback) => _speaking.TryRemove(playback, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _timer?.Dispose();
    }

    private void Tick()
    {
        // A tick that takes longer than the period is not run twice at once.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        try
        {
            var now = time.GetTimestamp();
            foreach (var (playback, _) in _speaking)
                playback.TickGuarded(now);
            StopWhenIdle();
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    private void StopWhenIdle()
    {
        lock (_gate)
        {
            if (!_speaking.IsEmpty)
                return;
            IsRunning = false;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
