namespace VoiceBus.Core.Concurrency;

/// <summary>
/// Cancels, and is called back on cancellation, without passing on what callbacks throw: that would go to whoever cancels, who is
/// mostly somebody else, or to a timer's thread, which would end the process. Thread-safe.
/// </summary>
public static class GuardedCancellation
{
    /// <summary>Cancels; the token says so when this returns, callbacks run on the thread pool. Nothing happens when the source is disposed.</summary>
    /// <returns>Completes when all callbacks have run; never faults.</returns>
    public static async Task CancelGuardedAsync(this CancellationTokenSource source, ExceptionGuard guard)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // What it would have ended is over.
        }
        catch (Exception exception)
        {
            guard.Caught(exception);
        }
    }

    /// <summary>Calls back when the token is cancelled, at once if it is, on the thread of whoever cancels.</summary>
    public static CancellationTokenRegistration RegisterGuarded<T>(
        this CancellationToken token, Action<T> callback, T state, ExceptionGuard guard) =>
#pragma warning disable RS0030 // The guard itself: the callback never throws.
        token.UnsafeRegister(static call => ((GuardedCallback<T>)call!).Invoke(), new GuardedCallback<T>(callback, state, guard));
#pragma warning restore RS0030

    /// <summary>The same without an allocation of its own, for those who wait often.</summary>
    public static CancellationTokenRegistration RegisterGuarded(this CancellationToken token, ICancellationCallback callback) =>
#pragma warning disable RS0030 // The guard itself: the callback never throws.
        token.UnsafeRegister(
            static state =>
            {
                var callback = (ICancellationCallback)state!;
                try
                {
                    callback.Cancelled();
                }
                catch (Exception exception)
                {
                    Fail(callback, exception);
                }
            },
            callback);
#pragma warning restore RS0030

    private static void Fail(ICancellationCallback callback, Exception exception)
    {
        try
        {
            callback.Failed(exception);
        }
        catch (Exception)
        {
            // The owner could not even end itself: its own deadline does.
        }
    }
}
