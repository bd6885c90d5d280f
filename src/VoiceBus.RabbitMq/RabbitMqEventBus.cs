using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Gateway;
using VoiceBus.RabbitMq.Nodes;
using VoiceBus.RabbitMq.Worker;

namespace VoiceBus.RabbitMq;

/// <summary>
/// The bus between machines. A process that opens calls is a gateway, one that serves them a worker, either or both. Calls
/// wait in one queue per service at the broker; a worker takes as many as it has slots and acknowledges each at its end, so
/// that a dead worker's calls go to another, which goes on where the first one stopped. Thread-safe.
/// </summary>
public sealed class RabbitMqEventBus : IDistributedBus, IQueueControl
{
    private readonly TimeProvider _time;
    private readonly CallClient _gateway;
    private readonly CallServer _worker;
    private readonly Supervisor _supervisor;
    private readonly Lock _gate = new();
    private readonly long _startedAt;
    private Task? _stopping;

    /// <summary>Begins to connect, and connects again for as long as it lives.</summary>
    /// <param name="options">Where the broker is.</param>
    /// <param name="queues">Bounds of each service's message queue; a service not named gets the defaults. Capacity bounds
    /// what each gateway has waiting at the broker, concurrency what each worker takes at a time.</param>
    /// <param name="time">The clock of every deadline and figure.</param>
    /// <param name="events">Where the endings of calls are told.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public RabbitMqEventBus(
        RabbitMqOptions options, IReadOnlyDictionary<ServiceType, QueueOptions> queues, TimeProvider time, IEventSink events)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(queues);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(events);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        _time = time;
        _startedAt = time.GetTimestamp();
        var node = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _gateway = new CallClient(options, queues, node, time, events);
        _worker = new CallServer(options, queues, node, time, events);
        Nodes = new RabbitMqClusterChannel(options, node, events);
        _supervisor = new Supervisor(options, _gateway, _worker, Nodes, time, events);
    }

    /// <summary>What the processes around the broker tell and ask each other, apart from calls.</summary>
    public RabbitMqClusterChannel Nodes { get; }

    IClusterChannel IDistributedBus.Nodes => Nodes;

    /// <summary>Completes when the broker was reached for the first time.</summary>
    public Task Connected => _supervisor.Connected;

    /// <summary>Why the broker cannot be reached now, or null when it can.</summary>
    public string? Problem => _supervisor.Problem;

    /// <summary>Completes when this process takes the calls of a service; at once when it does not serve it.</summary>
    public Task WhenServing(ServiceType service) => _worker.WhenServing(service);

    /// <inheritdoc/>
    public void Apply(ServiceType service, QueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _gateway.Apply(service, options);
        _worker.Apply(service, options);
    }

    /// <inheritdoc/>
    /// <remarks>The messages of this gateway; those of others are theirs.</remarks>
    public int Clear(ServiceType service) => _gateway.Clear(service);

    /// <inheritdoc/>
    public async ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract,
        TRequest request,
        CallContext context,
        CancellationToken cancellationToken)
        where TRequest : notnull
    {
        ArgumentNullException.ThrowIfNull(contract);
        cancellationToken.ThrowIfCancellationRequested();
        return await _gateway.OpenAsync(contract, request, context, cancellationToken);
    }

    /// <inheritdoc/>
    public void Serve<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract,
        CallHandler<TRequest, TInput, TReply> handler)
        where TRequest : notnull
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(handler);
        _worker.Serve(contract, handler);
    }

    /// <inheritdoc/>
    public BusStatus GetStatus()
    {
        var isServing = _worker.ServesAny && !_gateway.HasOpened;
        return new BusStatus(
            "rabbitmq",
            _time.GetElapsedTime(_startedAt),
            isServing ? _worker.Snapshot() : _gateway.Snapshot(),
            _gateway.RecentFailures)
        {
            Problem = Problem,
            IsDraining = _worker.IsDraining,
            IsServing = isServing,
        };
    }

    /// <summary>Takes no more calls from the broker and waits until those taken have ended; opening calls still works.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _worker.DrainAsync(cancellationToken);

    /// <summary>
    /// Takes no more calls. Calls opened here end as failed (Unavailable); calls served here are cancelled and go to other
    /// workers. Waits for handlers, each for its cancel timeout at most.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            return new ValueTask(_stopping ??= StopAsync());
    }

    private async Task StopAsync()
    {
        await _gateway.StopAsync();
        await _worker.StopAsync();
        await _supervisor.StopAsync();
    }
}
