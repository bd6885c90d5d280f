namespace VoiceBus.Core.Concurrency;

/// <summary>A callback with its guard. Never throws.</summary>
internal sealed class GuardedCallback<T>(Action<T> callback, T state, ExceptionGuard guard)
{
    public void Invoke() => guard.Run(callback, state);
}
