using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.Connections;

/// <summary>
/// Bounds one kind of wait on a connection: when it takes too long, or its caller cancels, the connection is aborted, so that the wait
/// ends at once. One wait at a time; nothing is allocated for each but what the token costs.
/// </summary>
internal sealed class AbortingWait : ICancellationCallback, IAsyncDisposable
{
    private readonly Action _abort;
    private readonly ExceptionGuard _guard;
    private readonly ITimer _timer;
    private volatile bool _late;

    /// <summary>Waits for nothing yet.</summary>
    /// <param name="abort">Ends the connection, from any thread; called more than once.</param>
    /// <param name="context">Whose it is.</param>
    public AbortingWait(Action abort, VendorContext context)
    {
        (_abort, _guard) = (abort, context.Guard);
        _timer = context.Time.CreateGuardedTimer(
            static wait => wait.Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, context.Guard);
    }

    /// <summary>Whether one has taken too long.</summary>
    public bool IsLate => _late;

    /// <summary>How long the last one might take.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>A wait begins; <see cref="End"/> ends it, after the registration is disposed.</summary>
    public CancellationTokenRegistration Begin(TimeSpan limit, CancellationToken cancellationToken)
    {
        Limit = limit;
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
        return cancellationToken.RegisterGuarded(this);
    }

    /// <summary>The wait is over.</summary>
    public void End() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    void ICancellationCallback.Cancelled() => _abort();

    void ICancellationCallback.Failed(Exception exception) => _guard.Caught(exception);

    private void Expire()
    {
        _late = true;
        _abort();
    }
}
