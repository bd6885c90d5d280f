using Microsoft.Extensions.Time.Testing;

namespace VoiceBus.Testing.Bus;

/// <summary>Virtual time that knows the timers made with it: how many are alive, and when one with a given due time is.</summary>
public sealed class CountingClock : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<CountedTimer> _live = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> _waiters = [];
    private TaskCompletionSource? _none;

    /// <summary>Begins at some moment.</summary>
    public CountingClock()
    {
    }

    /// <summary>Begins at the given moment.</summary>
    public CountingClock(DateTimeOffset start)
        : base(start)
    {
    }

    /// <summary>Timers made and not disposed.</summary>
    public int LiveTimers
    {
        get
        {
            lock (_gate)
                return _live.Count;
        }
    }

    /// <summary>Completes when a live timer was made with this due time: what waits for it may now be let go by advancing.</summary>
    public Task WaitForTimerAsync(TimeSpan due)
    {
        lock (_gate)
        {
            if (_live.Any(timer => timer.Due == due))
                return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((due, seen));
            return seen.Task.WaitAsync(Gate.Limit);
        }
    }

    /// <summary>Completes when no timer is alive: a timer of a wait that has just ended may live an instant longer than the wait.</summary>
    public Task WaitForNoTimerAsync()
    {
        lock (_gate)
        {
            if (_live.Count == 0)
                return Task.CompletedTask;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task.WaitAsync(Gate.Limit);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period), dueTime);
        lock (_gate)
        {
            _live.Add(timer);
            foreach (var (_, seen) in _waiters.Where(waiter => waiter.Due == dueTime))
                seen.TrySetResult();
        }
        return timer;
    }

    private void Forget(CountedTimer timer)
    {
        lock (_gate)
        {
            _live.Remove(timer);
            if (_live.Count > 0)
                return;
            _none?.TrySetResult();
            _none = null;
        }
    }

    private sealed class CountedTimer(CountingClock clock, ITimer inner, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            clock.Forget(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.Forget(this);
            return inner.DisposeAsync();
        }
    }
}
