namespace VoiceBus.Core.Concurrency;

/// <summary>
/// Something that runs on the thread pool again and again without an allocation, and whose exceptions end nothing but itself. The
/// only work items there are (the architecture tests say so).
/// </summary>
#pragma warning disable RS0030 // The guard itself: the only work item.
public abstract class GuardedWorkItem : IThreadPoolWorkItem
{
    void IThreadPoolWorkItem.Execute() => RunGuarded();

    /// <summary>Runs it soon on a thread of the pool, without the context of who asks.</summary>
    protected internal void Enqueue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
#pragma warning restore RS0030

    /// <summary>Runs it now, on this thread; never throws.</summary>
    protected void RunGuarded()
    {
        try
        {
            Run();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>The work. Must not block.</summary>
    protected abstract void Run();

    /// <summary>The work has thrown: tells it and ends what it belongs to, best by an <see cref="ExceptionGuard"/>.</summary>
    protected abstract void Failed(Exception exception);

    /// <summary>Deals with what went on after <see cref="Run"/> has returned; never throws.</summary>
    protected void Fail(Exception exception)
    {
        try
        {
            Failed(exception);
        }
        catch (Exception)
        {
            // The owner could not even end itself: its own deadline does.
        }
    }
}
