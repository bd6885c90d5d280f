using VoiceBus.Core.Cluster;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>A bus between processes: it connects, may be alone for a while, and gives back what it took. Thread-safe.</summary>
public interface IDistributedBus : IEventBus
{
    /// <summary>What the processes tell and ask each other, apart from calls.</summary>
    IClusterChannel Nodes { get; }

    /// <summary>Completes when the others were reached for the first time.</summary>
    Task Connected { get; }

    /// <summary>Completes when this process takes the calls of a service; at once when it does not serve it.</summary>
    Task WhenServing(ServiceType service);

    /// <summary>Takes no more calls and returns when those it has have ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what is left goes to other processes.</exception>
    Task DrainAsync(CancellationToken cancellationToken);
}

/// <summary>Makes buses between processes; registered by the package of a broker. Thread-safe.</summary>
public interface IDistributedBusFactory
{
    /// <summary>Makes a bus, which begins to connect.</summary>
    /// <param name="queues">Bounds of each service's message queue.</param>
    /// <param name="events">Where the endings of calls are emitted.</param>
    /// <param name="isolated">Sets it apart from all others, under this name and for itself alone; null: the bus of all.</param>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    IDistributedBus Create(IReadOnlyDictionary<ServiceType, QueueOptions> queues, IEventSink events, string? isolated = null);
}
