namespace VoiceBus.Core.Concurrency;

/// <summary>Starts tasks on the thread pool. Thread-safe.</summary>
public static class BackgroundTask
{
    /// <summary>Starts work that nobody has to await.</summary>
    /// <returns>Completes when the work has ended and its guard has dealt with what it threw; never faults.</returns>
    public static Task Run(Func<Task> work, ExceptionGuard guard) => Observe(Start(work), guard);

#pragma warning disable RS0030 // The guard itself: the only place that starts tasks.
    /// <summary>Starts work whose result is awaited: what it throws is its awaiter's.</summary>
    public static Task Start(Func<Task> work) => Task.Run(work);

    /// <inheritdoc cref="Start(Func{Task})"/>
    public static Task<T> Start<T>(Func<Task<T>> work) => Task.Run(work);

    /// <summary>Starts long work of the processor on a thread of its own; its result is awaited: what it throws is its awaiter's.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Keeps it from being started; the work looks at its token itself.</param>
    public static Task<T> StartOnOwnThread<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
#pragma warning restore RS0030

    /// <summary>Watches a task that nobody awaits.</summary>
    /// <returns>Completes with the task, after its guard has dealt with what it threw; never faults.</returns>
    public static async Task Observe(Task task, ExceptionGuard guard)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            guard.Caught(exception);
        }
    }
}
