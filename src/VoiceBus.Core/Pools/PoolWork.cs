using System.Collections.Concurrent;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Pools;

/// <summary>Work under way that its starter does not wait for; waited for when the pool closes.</summary>
/// <param name="guard">Deals with what it throws.</param>
internal sealed class PoolWork(ExceptionGuard guard)
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Add(Task task)
    {
        if (task.IsCompletedSuccessfully)
            return;
        _running.TryAdd(task, true);
        _ = ForgetAsync(task);
    }

    public async Task WaitAsync(TimeSpan deadline, TimeProvider time)
    {
        try
        {
            await WhenNoneAsync().WaitAsync(deadline, time);
        }
        catch (TimeoutException)
        {
            // Whoever hangs here was cancelled and is kept from doing harm; closing goes on without it.
        }
    }

    private async Task ForgetAsync(Task task)
    {
        await BackgroundTask.Observe(task, guard);
        _running.TryRemove(task, out _);
    }

    // Work may start more work before it ends.
    private async Task WhenNoneAsync()
    {
        while (_running.Keys.Where(static task => !task.IsCompleted).ToArray() is { Length: > 0 } running)
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
