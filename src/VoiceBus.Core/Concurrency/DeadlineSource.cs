namespace VoiceBus.Core.Concurrency;

/// <summary>
/// A source that is cancelled when its time is up. Unlike that of the framework it may carry callbacks that throw: they would end the
/// process on the timer's thread. Thread-safe; dispose it, or its timer runs on.
/// </summary>
public sealed class DeadlineSource : CancellationTokenSource
{
    private readonly ITimer _timer;

    /// <summary>Begins to run.</summary>
    /// <param name="after">When it is cancelled; infinite: never by itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="guard">Deals with what callbacks throw.</param>
    public DeadlineSource(TimeSpan after, TimeProvider time, ExceptionGuard guard) =>
        _timer = time.CreateGuardedTimer(static source => source.Expire(), this, after, Timeout.InfiniteTimeSpan, guard);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _timer.Dispose();
        base.Dispose(disposing);
    }

    private void Expire()
    {
        try
        {
#pragma warning disable RS0030 // The guard itself: the timer is guarded.
            Cancel();
#pragma warning restore RS0030
        }
        catch (ObjectDisposedException)
        {
            // A timer does not wait for its callback: the work was over in the same instant.
        }
    }
}
