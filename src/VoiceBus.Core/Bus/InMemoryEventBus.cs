using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The bus inside one process: items travel as they are, nothing is serialized, nothing is allocated per item, and there is
/// no task and no timer beyond those of calls under way. Thread-safe.
/// </summary>
public sealed class InMemoryEventBus : IEventBus, IQueueControl
{
    private readonly MessageQueue[] _queues;
    private readonly RecentFailures _failures = new();
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly long _startedAt;
    private readonly Lock _gate = new();
    private Task? _stopping;

    /// <summary>Makes a bus nobody serves yet.</summary>
    /// <param name="options">Bounds of each service's message queue; a service not named gets the defaults.</param>
    /// <param name="time">The clock of every deadline and figure.</param>
    /// <param name="events">Where the endings of calls are told.</param>
    /// <exception cref="ValidationException">A bound is out of its range.</exception>
    public InMemoryEventBus(IReadOnlyDictionary<ServiceType, QueueOptions> options, TimeProvider time, IEventSink events)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(events);
        _time = time;
        _events = events;
        _startedAt = time.GetTimestamp();
        _queues = Array.ConvertAll(
            Enum.GetValues<ServiceType>(),
            type => new MessageQueue(type, options.GetValueOrDefault(type) ?? new QueueOptions(), time, events, _failures));
    }

    /// <inheritdoc/>
    public void Apply(ServiceType service, QueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        QueueOf(service).Apply(options);
    }

    /// <inheritdoc/>
    public int Clear(ServiceType service) => QueueOf(service).Clear();

    /// <inheritdoc/>
    public void Serve<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract,
        CallHandler<TRequest, TInput, TReply> handler)
        where TRequest : notnull
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(handler);
        QueueOf(contract.Type).Serve(handler);
    }

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
        var queue = QueueOf(contract.Type);
        if (queue.Handler is not CallHandler<TRequest, TInput, TReply> handler)
            throw Unavailable(contract.Type, context, $"Nobody serves {contract.Type.ToName()} calls.");
        var message = EventMessage.Opening(contract.Type, request, context, _time.GetUtcNow());
        var call = new InMemoryCall<TRequest, TInput, TReply>(queue, queue.Options, message, contract, handler);
        if (!queue.TryPlace(call))
            throw Unavailable(contract.Type, context, $"The bus has stopped and takes no {contract.Type.ToName()} calls.");
        call.StartDeadline();
        await call.WaitForRoomAsync(cancellationToken);
        return call;
    }

    /// <inheritdoc/>
    public BusStatus GetStatus() =>
        new(
            "memory",
            _time.GetElapsedTime(_startedAt),
            Array.ConvertAll(_queues, queue => queue.Snapshot()),
            _failures.NewestFirst());

    /// <summary>
    /// Takes no more calls, ends those under way as failed (Unavailable) and waits for their handlers, each for its cancel
    /// timeout at most. Callers still dispose of their calls.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            return new ValueTask(_stopping ??= Task.WhenAll(_queues.Select(queue => queue.StopAsync())));
    }

    private MessageQueue QueueOf(ServiceType service) =>
        (uint)service < (uint)_queues.Length
            ? _queues[(int)service]
            : throw new ArgumentOutOfRangeException(nameof(service), service, "Not a service.");

    private CallFailedException Unavailable(ServiceType type, CallContext context, string message)
    {
        _events.Emit(new CallRefused(
            type.ToName(),
            context.SessionId,
            context.TurnId,
            nameof(FailureKind.Unavailable),
            TimeSpan.Zero,
            new MonotonicTimestamp(_time.GetTimestamp())));
        return new CallFailedException(type, FailureKind.Unavailable, message);
    }
}
