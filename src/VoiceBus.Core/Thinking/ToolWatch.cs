using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Notices when a tool keeps a reply waiting. One per reply; thread-safe. Holds a timer only while a tool runs.
/// </summary>
internal sealed class ToolWatch(TimeProvider time, TimeSpan timeout, ExceptionGuard guard)
{
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once, when a tool has been running for longer than that.</summary>
    public Task Slow => _slow.Task;

    /// <summary>Watches one tool until the result is disposed.</summary>
    public IDisposable Begin() =>
        time.CreateGuardedTimer(static watch => watch._slow.TrySetResult(), this, timeout, Timeout.InfiniteTimeSpan, guard);
}
