namespace VoiceBus.Core.Concurrency;

/// <summary>Timers whose callback may throw without ending the process. Thread-safe.</summary>
public static class GuardedTimers
{
    /// <summary>Makes a timer. Disposing it does not wait for a callback that runs.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="callback">Called when it is due, on a thread of the pool; must not block.</param>
    /// <param name="state">Given to the callback.</param>
    /// <param name="due">From now to the first call; infinite: not before the timer is changed.</param>
    /// <param name="period">From call to call; infinite: once.</param>
    /// <param name="guard">Deals with what the callback throws.</param>
    public static ITimer CreateGuardedTimer<T>(
        this TimeProvider time, Action<T> callback, T state, TimeSpan due, TimeSpan period, ExceptionGuard guard) =>
#pragma warning disable RS0030 // The guard itself: the callback never throws.
        time.CreateTimer(
            static call => ((GuardedCallback<T>)call!).Invoke(), new GuardedCallback<T>(callback, state, guard), due, period);
#pragma warning restore RS0030
}
