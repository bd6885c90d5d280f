using System.Collections.Concurrent;
using RabbitMQ.Client;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Codecs;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Gateway;

/// <summary>
/// Where calls are opened: bounds how many wait (per gateway: each may have its queue's capacity waiting at the broker), puts
/// them into their service's queue, and owns them until they have ended. Thread-safe.
/// </summary>
internal sealed class CallClient
{
    private readonly ConcurrentDictionary<Guid, OutboundCall> _calls = new();
    private readonly MessageQueue[] _queues;
    private readonly CachedString[] _names;
    private readonly RecentFailures _failures = new();
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly ExceptionGuard _guard;
    private TaskCompletionSource<BrokerLink> _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile BrokerLink? _link;
    private volatile bool _stopped;
    private long _links;

    /// <summary>Begins without a connection.</summary>
    public CallClient(
        RabbitMqOptions options, IReadOnlyDictionary<ServiceType, QueueOptions> queues, string node, TimeProvider time, IEventSink events)
    {
        (Options, Events, _time, _node) = (options, events, time, node);
        _guard = new ExceptionGuard(events, "message broker");
        _names = Array.ConvertAll(Enum.GetValues<ServiceType>(), type => new CachedString(QueueNames.Service(options, type)));
        _queues = Array.ConvertAll(
            Enum.GetValues<ServiceType>(),
            type => new MessageQueue(type, queues.GetValueOrDefault(type) ?? new QueueOptions(), time, events, _failures, startedElsewhere: true));
    }

    /// <summary>The bus's options.</summary>
    public RabbitMqOptions Options { get; }

    /// <summary>Where events are told.</summary>
    public IEventSink Events { get; }

    /// <summary>The newest failed messages first.</summary>
    public IReadOnlyList<FailedMessage> RecentFailures => _failures.NewestFirst();

    /// <summary>Whether a call was ever opened here.</summary>
    public bool HasOpened { get; private set; }

    /// <summary>The statistics of every queue.</summary>
    public IReadOnlyList<QueueStatus> Snapshot() => Array.ConvertAll(_queues, static queue => queue.Snapshot());

    /// <summary>Changes the bounds of a queue.</summary>
    public void Apply(ServiceType service, QueueOptions options) => _queues[(int)service].Apply(options);

    /// <summary>Fails what waits in a queue.</summary>
    public int Clear(ServiceType service) => _queues[(int)service].Clear();

    /// <summary>The name of a service's queue.</summary>
    public CachedString QueueOf(ServiceType service) => _names[(int)service];

    /// <summary>Opens a call; waits for room, and until the broker has it.</summary>
    public async ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract, TRequest request, CallContext context, CancellationToken cancellationToken)
        where TRequest : notnull
    {
        if (_stopped)
            throw Stopped(contract.Type, context);
        var queue = _queues[(int)contract.Type];
        var codec = ContractCodecs.Of(contract);
        var link = _link ?? await WaitForLinkAsync(contract.Type, context, cancellationToken);
        HasOpened = true;
        var message = EventMessage.Opening(contract.Type, request, context, _time.GetUtcNow());
        var call = new OutboundCall<TRequest, TInput, TReply>(this, link, queue, queue.Options, message, contract, codec);
        _calls[call.CallId] = call;
        if (!queue.TryPlace(call))
        {
            Forget(call);
            throw Stopped(contract.Type, context);
        }
        call.StartDeadline();
        // Lost after it was read above: nobody else would tell this call.
        if (!ReferenceEquals(_link, link))
            call.LinkLost("the connection broke");
        await call.WaitForRoomAsync(cancellationToken);
        await call.WaitForTicketAsync(cancellationToken);
        return call;
    }

    /// <summary>The call is over, with its worker.</summary>
    public void Forget(OutboundCall call) => _calls.TryRemove(call.CallId, out _);

    /// <summary>A connection is there.</summary>
    public async Task AttachAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        var inbox = QueueNames.Private(Options, "gateway", _node, ++_links);
        var link = new BrokerLink(session, inbox);
        await session.ReceiveAsync(inbox, (in Delivery delivery) => Receive(link, delivery), cancellationToken);
        _link = link;
        _attached.TrySetResult(link);
    }

    /// <summary>The connection is lost: every call under way over it fails.</summary>
    public void Detach(string reason)
    {
        if (_attached.Task.IsCompleted)
            _attached = new TaskCompletionSource<BrokerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        _link = null;
        // Each by itself: what one throws must not keep the others waiting.
        foreach (var call in _calls.Values)
            _guard.Run(() => call.LinkLost(reason));
    }

    /// <summary>Nobody was there to get a message.</summary>
    public void Returned(string queue, ReadOnlySpan<byte> body)
    {
        if (!MessageHeader.TryRead(body, out var header))
            return;
        if (header.Attempt == 0 && _calls.TryGetValue(header.Call, out var unserved) && Array.Exists(_names, name => name.Value == queue))
        {
            unserved.TicketReturned();
            return;
        }
        foreach (var call in _calls.Values)
            call.WorkerGone(queue);
    }

    /// <summary>Looks after workers: is each still there, and has it released what is over?</summary>
    public void LookAfterWorkers()
    {
        if (_link is not { } link)
            return;
        foreach (var call in _calls.Values)
            call.RemindWorker();
        foreach (var worker in _calls.Values.Select(static call => call.Worker).OfType<string>().Distinct())
            link.Session.ControlSender.Send(worker, default, SectionKind.Ping);
    }

    /// <summary>The services that have calls no worker has taken.</summary>
    public ServiceType[] WithoutWorker() =>
        [.. _calls.Values.Where(static call => call.IsWithoutWorker).Select(static call => call.Message.Type).Distinct()];

    /// <summary>Nobody serves a service any more: its calls fail that no worker has.</summary>
    public void FailWithoutWorker(ServiceType service)
    {
        foreach (var call in _calls.Values.Where(call => call.Message.Type == service && call.IsWithoutWorker))
            call.Fail(FailureKind.Unavailable, $"No worker serves {service.ToName()} calls now.");
    }

    /// <summary>Takes no more calls, ends those under way and waits for their workers.</summary>
    public Task StopAsync()
    {
        _stopped = true;
        return Task.WhenAll(_queues.Select(static queue => queue.StopAsync()));
    }

    private void Receive(BrokerLink link, in Delivery delivery)
    {
        var rest = delivery.Body.Span;
        try
        {
            if (!MessageHeader.TryRead(rest, out var header))
                throw new FormatException("Not a message of this version.");
            rest = rest[MessageHeader.Size..];
            var known = _calls.TryGetValue(header.Call, out var call);
            while (Sections.TryTake(ref rest, out var kind, out var payload))
            {
                if (kind != SectionKind.Offer)
                    call?.Receive(header.Attempt, kind, payload);
                else if (delivery.ReplyTo is { } worker && !(known && call!.Offered(header.Attempt, worker)))
                    link.Session.ControlSender.Send(worker, header, SectionKind.Cancel);
            }
        }
        catch (FormatException wrong)
        {
            Events.Emit(new MessageDropped(link.Inbox, wrong.Message));
        }
    }

    private async Task<BrokerLink> WaitForLinkAsync(ServiceType type, CallContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await _attached.Task.WaitAsync(Options.ConnectTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Unavailable(type, context, $"The message broker cannot be reached; no {type.ToName()} calls are taken.");
        }
    }

    private CallFailedException Stopped(ServiceType type, CallContext context) =>
        Unavailable(type, context, $"The bus has stopped and takes no {type.ToName()} calls.");

    private CallFailedException Unavailable(ServiceType type, CallContext context, string message)
    {
        Events.Emit(new CallRefused(
            type.ToName(),
            context.SessionId,
            context.TurnId,
            nameof(FailureKind.Unavailable),
            TimeSpan.Zero,
            new MonotonicTimestamp(_time.GetTimestamp())));
        return new CallFailedException(type, FailureKind.Unavailable, message);
    }
}
