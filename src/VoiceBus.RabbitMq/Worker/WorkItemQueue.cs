using System.Threading.Channels;
using RabbitMQ.Client;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>
/// One service's queue as a worker consumes it: as many messages unacknowledged as it has slots, each acknowledged when its
/// call needs nothing any more. One loop speaks to the broker.
/// </summary>
internal sealed class WorkItemQueue
{
    private readonly Channel<Errand> _queued = Channel.CreateUnbounded<Errand>(new() { SingleReader = true });
    private readonly CallServer _side;
    private readonly IChannel _channel;
    private readonly string _queue;
    private string? _consumer;

    private WorkItemQueue(CallServer side, ServiceType type, BrokerSession session, string inbox, IChannel channel, string queue)
    {
        (_side, Type, Session, Inbox, _channel, _queue) = (side, type, session, inbox, channel, queue);
        Running = RunAsync();
    }

    private enum Do
    {
        Acknowledge,
        GiveBack,
        Slots,
        TakeNoMore,
    }

    /// <summary>The service.</summary>
    public ServiceType Type { get; }

    /// <summary>The connection it belongs to.</summary>
    public BrokerSession Session { get; }

    /// <summary>The worker's private queue in that connection.</summary>
    public string Inbox { get; }

    /// <summary>Where events are told.</summary>
    public IEventSink Events => _side.Events;

    /// <summary>Completes when the loop has ended, with the connection; never faults.</summary>
    public Task Running { get; }

    /// <summary>Begins to take calls.</summary>
    public static async Task<WorkItemQueue> OpenAsync(
        CallServer side, ServiceConsumer consumer, int slots, BrokerSession session, string inbox, CancellationToken cancellationToken)
    {
        var channel = await session.OpenChannelAsync(cancellationToken);
        var queue = QueueNames.Service(side.Options, consumer.Type);
        // Durable, so that gateways may put calls while no worker runs; the messages are not: without their gateway they say nothing.
        var isPrivate = side.Options.IsPrivate;
        await channel.QueueDeclareAsync(queue, durable: !isPrivate, exclusive: isPrivate, autoDelete: isPrivate, cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, ToPrefetch(slots), global: true, cancellationToken);
        var tickets = new WorkItemQueue(side, consumer.Type, session, inbox, channel, queue);
        tickets._consumer = await channel.BasicConsumeAsync(
            queue, autoAck: false, new Inbox(channel, (in Delivery delivery) => side.Take(consumer, tickets, delivery), session.Lost, session.Guard, tickets.Drop), cancellationToken);
        return tickets;
    }

    /// <summary>A call needs nothing any more: its slot is free.</summary>
    public void Acknowledge(InboundCall call)
    {
        _side.Forget(call);
        _queued.Writer.TryWrite(new Errand(Do.Acknowledge, call.Tag));
    }

    /// <summary>A message that cannot be used is dropped.</summary>
    public void Drop(ulong tag) => _queued.Writer.TryWrite(new Errand(Do.Acknowledge, tag));

    /// <summary>A call goes back to the queue, for any worker.</summary>
    public void GiveBack(InboundCall call)
    {
        _side.Forget(call);
        _queued.Writer.TryWrite(new Errand(Do.GiveBack, call.Tag));
    }

    /// <summary>Takes so many calls at a time from now on.</summary>
    public void SetSlots(int slots) => _queued.Writer.TryWrite(new Errand(Do.Slots, (ulong)slots));

    /// <summary>Takes no more calls.</summary>
    public void TakeNoMore() => _queued.Writer.TryWrite(new Errand(Do.TakeNoMore, 0));

    /// <summary>A handler starts.</summary>
    public void Started() => _side.Meter(Type, static (meter, _) => meter.Started(), default);

    /// <summary>A handler has returned.</summary>
    public void Ended(CallOutcome outcome, long takenAt) =>
        _side.Meter(Type, (meter, duration) => meter.Ended(outcome, wasStarted: true, duration), _side.Time.GetElapsedTime(takenAt));

    private static ushort ToPrefetch(int slots) => (ushort)Math.Clamp(slots, 1, ushort.MaxValue);

    private async Task RunAsync()
    {
        try
        {
            // Bounded by the prefetch: one errand per message taken, and now and then a change.
            while (!Session.Ended.IsCompleted)
            {
                var next = _queued.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                await Task.WhenAny(next, Session.Ended);
                while (!Session.Ended.IsCompleted && _queued.Reader.TryRead(out var queued))
                    await RunAsync(queued);
            }
        }
        catch (Exception broken)
        {
            Session.Lost(broken.Message);
        }
    }

    private async ValueTask RunAsync(Errand queued)
    {
        switch (queued.What)
        {
            case Do.Acknowledge:
                await _channel.BasicAckAsync(queued.Number, multiple: false);
                break;
            case Do.GiveBack:
                await _channel.BasicNackAsync(queued.Number, multiple: false, requeue: true);
                break;
            case Do.Slots:
                await _channel.BasicQosAsync(0, ToPrefetch((int)queued.Number), global: true);
                break;
            case Do.TakeNoMore when _consumer is { } consumer:
                _consumer = null;
                await _channel.BasicCancelAsync(consumer);
                break;
        }
    }

    private readonly record struct Errand(Do What, ulong Number);
}
