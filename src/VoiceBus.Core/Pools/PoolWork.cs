using System.Collections.Concurrent;

namespace VoiceBus.Core.Pools;

/// <summary>Work under way that its starter does not wait for; waited for when the pool closes. The tasks never fail.</summary>
internal sealed class PoolWork
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Add(Task task)
    {
        if (task.IsCompleted)
            return;
        _running.TryAdd(task, true);
        _ = task.ContinueWith(
            static (done, running) => ((ConcurrentDictionary<Task, bool>)running!).TryRemove(done, out _),
            _running, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
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

    // Work may start more work before it ends.
    private async Task WhenNoneAsync()
    {
        while (_running.Keys.Where(static task => !task.IsCompleted).ToArray() is { Length: > 0 } running)
            await Task.WhenAll(running);
    }
}
