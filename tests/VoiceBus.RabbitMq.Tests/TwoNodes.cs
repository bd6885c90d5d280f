using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>A gateway and a worker, each with a connection of its own, over queues nobody else uses.</summary>
internal sealed class TwoNodes : BusRig
{
    private readonly RabbitMqEventBus _gateway;
    private readonly RabbitMqEventBus _worker;
    private readonly Served _service;

    private TwoNodes(RabbitMqEventBus gateway, RabbitMqEventBus worker)
    {
        (_gateway, _worker) = (gateway, worker);
        _service = new Served(worker);
    }

    public override IEventBus Caller => _gateway;

    public override IEventBus Service => _service;

    public static async Task<TwoNodes> StartAsync(Uri url, QueueOptions options, TimeProvider time, IEventSink events)
    {
        var broker = new RabbitMqOptions { Url = url, Prefix = NewPrefix() };
        var (gateway, worker) = (Node(broker, options, time, events), Node(broker, options, time, events));
        await Task.WhenAll(gateway.Connected, worker.Connected).WaitAsync(Gate.Limit);
        return new TwoNodes(gateway, worker);
    }

    public static string NewPrefix() => $"test.{Guid.CreateVersion7():N}";

    public static RabbitMqEventBus Node(RabbitMqOptions broker, QueueOptions options, TimeProvider time, IEventSink events) =>
        new(broker, Enum.GetValues<ServiceType>().ToDictionary(type => type, _ => options), time, events);

    public override void Apply(ServiceType service, QueueOptions options)
    {
        _gateway.Apply(service, options);
        _worker.Apply(service, options);
    }

    public override async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _worker.DisposeAsync();
    }

    /// <summary>Serving over a wire takes a moment to begin; the suite goes on when it has.</summary>
    private sealed class Served(RabbitMqEventBus worker) : IEventBus
    {
        public ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, TRequest request, CallContext context, CancellationToken cancellationToken)
            where TRequest : notnull => worker.OpenAsync(contract, request, context, cancellationToken);

        public void Serve<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
            where TRequest : notnull
        {
            worker.Serve(contract, handler);
            worker.WhenServing(contract.Type).WaitAsync(Gate.Limit).GetAwaiter().GetResult();
        }

        public BusStatus GetStatus() => worker.GetStatus();

        public ValueTask DisposeAsync() => worker.DisposeAsync();
    }
}
