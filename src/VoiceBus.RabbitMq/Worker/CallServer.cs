using System.Collections.Concurrent;
using System.Threading.Channels;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>Where calls are served: takes as many as there are slots and answers their gateways. Thread-safe.</summary>
internal sealed class CallServer
{
    private readonly ConcurrentDictionary<ulong, InboundCall> _calls = new();
    private readonly ConcurrentDictionary<ServiceType, ServiceConsumer> _consumers = new();
    private readonly QueueMeter[] _meters;
    private readonly QueueOptions[] _queues;
    private readonly Channel<bool> _newStation =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly string _node;
    private BrokerSession? _session;
    private string _inbox = "";
    private long _links;
    private ulong _attempts;
    private volatile bool _draining;

    /// <summary>Begins without a connection, serving nothing.</summary>
    public CallServer(
        RabbitMqOptions options, IReadOnlyDictionary<ServiceType, QueueOptions> queues, string node, TimeProvider time, IEventSink events)
    {
        (Options, Time, Events, _node) = (options, time, events, node);
        _queues = Array.ConvertAll(Enum.GetValues<ServiceType>(), type => queues.GetValueOrDefault(type) ?? new QueueOptions());
        _meters = Array.ConvertAll(Enum.GetValues<ServiceType>(), type => new QueueMeter(type, time));
        // Two workers never choose the same number, nor the same worker after a restart.
        _attempts = (ulong)Random.Shared.NextInt64() << 20;
    }

    /// <summary>The bus's options.</summary>
    public RabbitMqOptions Options { get; }

    /// <summary>Where events are told.</summary>
    public IEventSink Events { get; }

    /// <summary>The bus's clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether no more calls are taken.</summary>
    public bool IsDraining => _draining;

    /// <summary>Whether anything is served here.</summary>
    public bool ServesAny => !_consumers.IsEmpty;

    /// <summary>Sets who answers the calls of a service; they are taken as soon as there is a connection.</summary>
    public void Serve<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
        where TRequest : notnull
    {
        _ = Codecs.ContractCodecs.Of(contract);
        var consumer = new ServiceConsumer(
            contract.Type,
            (tickets, header, gateway, tag, at) => new InboundCall<TRequest, TInput, TReply>(tickets, header, gateway, tag, at, contract, handler));
        if (!_consumers.TryAdd(contract.Type, consumer))
            throw new InvalidOperationException($"The {contract.Type.ToName()} service is already served.");
        _newStation.Writer.TryWrite(true);
    }

    /// <summary>Opens what comes to be served from now on, as long as the connection lasts.</summary>
    public async Task KeepOpenAsync(CancellationToken cancellationToken)
    {
        do
        {
            _newStation.Reader.TryRead(out _);
            await OpenAsync(cancellationToken);
        }
        while (await _newStation.Reader.WaitToReadAsync(cancellationToken));
    }

    /// <summary>Completes when the calls of a service are taken for the first time; at once when it is not served here.</summary>
    public Task WhenServing(ServiceType service) => _consumers.TryGetValue(service, out var consumer) ? consumer.Serving : Task.CompletedTask;

    /// <summary>A connection is there: hears of its gateways, and takes calls when <see cref="OpenAsync"/> was called.</summary>
    public async Task AttachAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        var inbox = QueueNames.Private(Options, "worker", _node, ++_links);
        await session.ReceiveAsync(inbox, (in Delivery delivery) => Receive(session, delivery), cancellationToken);
        (_session, _inbox) = (session, inbox);
    }

    /// <summary>Takes the calls of what is served. Who is connected serves, also after a broker forgot its queues.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_session is not { } session)
            return;
        foreach (var consumer in _consumers.Values.Where(consumer => consumer.Tickets?.Session != session))
        {
            if (_draining)
                return;
            var slots = _queues[(int)consumer.Type].Concurrency;
            var tickets = consumer.Tickets = await WorkItemQueue.OpenAsync(this, consumer, slots, session, _inbox, cancellationToken);
            Interlocked.MemoryBarrier();
            if (_draining)
                tickets.TakeNoMore();
            else if (_queues[(int)consumer.Type].Concurrency is var now && now != slots)
                tickets.SetSlots(now);
            consumer.Serves();
        }
    }

    /// <summary>The connection is lost: the broker gives the calls to others, here they are cancelled.</summary>
    public void Detach()
    {
        _session = null;
        foreach (var call in _calls.Values)
            call.GatewayGone();
    }

    /// <summary>Nobody was there to get a message: its gateway is gone.</summary>
    public void Returned(string queue)
    {
        foreach (var call in _calls.Values)
            if (call.Gateway == queue)
                call.GatewayGone();
    }

    /// <summary>Looks after gateways: is each still there, and has it answered?</summary>
    public void LookAfterGateways()
    {
        if (_session is not { } session)
            return;
        foreach (var call in _calls.Values.Where(call => call.IsOffered && Time.GetElapsedTime(call.TakenAt) > Options.OfferTimeout))
            call.GiveBack();
        foreach (var gateway in _calls.Values.Select(static call => call.Gateway).Distinct())
            session.ControlSender.Send(gateway, default, SectionKind.Ping);
    }

    /// <summary>Changes how many calls are taken at a time.</summary>
    public void Apply(ServiceType service, QueueOptions options)
    {
        _queues[(int)service] = options;
        if (_consumers.TryGetValue(service, out var consumer))
            consumer.Tickets?.SetSlots(options.Concurrency);
    }

    /// <summary>Takes no more calls and waits for those taken.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        Interlocked.MemoryBarrier(); // Who opens a consumer meanwhile sees this, or its consumer is seen here.
        foreach (var consumer in _consumers.Values)
            consumer.Tickets?.TakeNoMore();
        while (!_calls.IsEmpty)
            await Task.WhenAll(_calls.Values.Select(static call => call.Over)).WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more calls, gives those taken back and waits for their handlers, for the longest cancel timeout at most.</summary>
    public async Task StopAsync()
    {
        using var timeout = new DeadlineSource(_queues.Max(static queue => queue.CancelTimeout), Time, new ExceptionGuard(Events, "end of a worker"));
        try
        {
            var draining = DrainAsync(timeout.Token);
            foreach (var call in _calls.Values)
                call.GiveBack();
            await draining;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // A handler that does not let go is left behind.
        }
    }

    /// <summary>The worker's statistics of every service.</summary>
    public IReadOnlyList<QueueStatus> Snapshot()
    {
        lock (_meters)
            return [.. _meters.Select((meter, i) => meter.Snapshot(0, _queues[i].Capacity, TimeSpan.Zero))];
    }

    /// <summary>Counts something.</summary>
    public void Meter(ServiceType service, Action<QueueMeter, TimeSpan> count, TimeSpan duration)
    {
        lock (_meters)
            count(_meters[(int)service], duration);
    }

    /// <summary>The call needs nothing any more.</summary>
    public void Forget(InboundCall call) => _calls.TryRemove(call.Attempt, out _);

    /// <summary>A call is there to be taken.</summary>
    public void Take(ServiceConsumer consumer, WorkItemQueue tickets, in Delivery delivery)
    {
        if (!MessageHeader.TryRead(delivery.Body.Span, out var header) || delivery.ReplyTo is not { } gateway)
        {
            Events.Emit(new MessageDropped(QueueNames.Service(Options, consumer.Type), "Not a message of this version."));
            tickets.Drop(delivery.Tag);
            return;
        }
        var attempt = Interlocked.Increment(ref _attempts);
        var call = consumer.Take(tickets, header with { Attempt = attempt }, gateway, delivery.Tag, Time.GetTimestamp());
        _calls[attempt] = call;
        call.Offer();
    }

    private void Receive(BrokerSession session, in Delivery delivery)
    {
        var rest = delivery.Body.Span;
        try
        {
            if (!MessageHeader.TryRead(rest, out var header))
                throw new FormatException("Not a message of this version.");
            rest = rest[MessageHeader.Size..];
            _calls.TryGetValue(header.Attempt, out var call);
            while (Sections.TryTake(ref rest, out var kind, out var payload))
                call?.Receive(kind, payload);
        }
        catch (FormatException wrong)
        {
            Events.Emit(new MessageDropped(_inbox, wrong.Message));
        }
    }
}
