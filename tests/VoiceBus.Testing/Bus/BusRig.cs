using VoiceBus.Core.Bus;

namespace VoiceBus.Testing.Bus;

/// <summary>A bus under test, seen from both sides; in one process both are the same object.</summary>
public abstract class BusRig : IAsyncDisposable
{
    /// <summary>Where calls are opened.</summary>
    public abstract IEventBus Caller { get; }

    /// <summary>Where calls are served.</summary>
    public abstract IEventBus Service { get; }

    /// <summary>Changes the bounds of a queue live.</summary>
    public abstract void Apply(ServiceType service, QueueOptions options);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>The figures of one queue as the caller's side sees them.</summary>
    public QueueStatus StatusOf(ServiceType service) => Caller.GetStatus().Queues.Single(queue => queue.Type == service);
}
