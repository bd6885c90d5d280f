using System.Threading.Channels;
using RabbitMQ.Client;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>
/// One service's queue as a worker consumes it: as many messages unacknowledged as it has slots, each acknowledged when its
/// call needs nothing any more. One loop speaks to the broker.
/// </summary>
internal sealed class TicketQueue
{
    private readonly Channel<Errand> _errands = Channel.CreateUnbounded<Errand>(new() { SingleReader = true });
    private readonly WorkerSide _side;
    private readonly IChannel _channel;
    private readonly string _queue;
    private string? _consumer;

    private TicketQueue(WorkerSide side, ServiceType type, BrokerSession session, string inbox, IChannel channel, string queue)
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

    /// <summary>Where facts are told.</summary>
    public IFactTeller Facts => _side.Facts;

    /// <summary>Completes when the loop has ended, with the connection; never faults.</summary>
    public Task Running { get; }

    /// <summary>Begins to take calls.</summary>
    public static async Task<TicketQueue> OpenAsync(
        WorkerSide side, Station station, int slots, BrokerSession session, string inbox, CancellationToken cancellationToken)
    {
        var channel = await session.OpenChannelAsync(cancellationToken);
        var queue = QueueNames.Service(side.Options, station.Type);
        // Durable, so that gateways may put calls while no worker runs; the messages are not: without their gateway they say nothing.
        var isPrivate = side.Options.IsPrivate;
        await channel.QueueDeclareAsync(queue, durable: !isPrivate, exclusive: isPrivate, autoDelete: isPrivate, cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, ToPrefetch(slots), global: true, cancellationToken);
        var tickets = new TicketQueue(side, station.Type, session, inbox, channel, queue);
        tickets._consumer = await channel.BasicConsumeAsync(
            queue, autoAck: false, new Inbox(channel, (in Delivery delivery) => side.Take(station, tickets, delivery), session.Lost, session.Guard, tickets.Drop), cancellationToken);
        return tickets;
    }

    /// <summary>A call needs nothing any more: its slot is free.</summary>
    public void Acknowledge(ServedCall call)
    {
        _side.Forget(call);
        _errands.Writer.TryWrite(new Errand(Do.Acknowledge, call.Tag));
    }

    /// <summary>A message that cannot be used is dropped.</summary>
    public void Drop(ulong tag) => _errands.Writer.TryWrite(new Errand(Do.Acknowledge, tag));

    /// <summary>A call goes back to the queue, for any worker.</summary>
    public void GiveBack(ServedCall call)
    {
        _side.Forget(call);
        _errands.Writer.TryWrite(new Errand(Do.GiveBack, call.Tag));
    }

    /// <summary>Takes so many calls at a time from now on.</summary>
    public void SetSlots(int slots) => _errands.Writer.TryWrite(new Errand(Do.Slots, (ulong)slots));

    /// <summary>Takes no more calls.</summary>
    public void TakeNoMore() => _errands.Writer.TryWrite(new Errand(Do.TakeNoMore, 0));

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
                var next = _errands.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                await Task.WhenAny(next, Session.Ended);
                while (!Session.Ended.IsCompleted && _errands.Reader.TryRead(out var errand))
                    await RunAsync(errand);
            }
        }
        catch (Exception broken)
        {
            Session.Lost(broken.Message);
        }
    }

    private async ValueTask RunAsync(Errand errand)
    {
        switch (errand.What)
        {
            case Do.Acknowledge:
                await _channel.BasicAckAsync(errand.Number, multiple: false);
                break;
            case Do.GiveBack:
                await _channel.BasicNackAsync(errand.Number, multiple: false, requeue: true);
                break;
            case Do.Slots:
                await _channel.BasicQosAsync(0, ToPrefetch((int)errand.Number), global: true);
                break;
            case Do.TakeNoMore when _consumer is { } consumer:
                _consumer = null;
                await _channel.BasicCancelAsync(consumer);
                break;
        }
    }

    private readonly record struct Errand(Do What, ulong Number);
}
