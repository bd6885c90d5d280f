using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using VoiceBus.Core.Concurrency;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>
/// The one loop of a connection that publishes: asks who has something to send in turn, one message each, so that what
/// gathered meanwhile shares a message and nobody waits for another's stream. All in one channel, for order. Confirms are
/// counted here: the client's own tracking throttles. What is unconfirmed is bounded by the calls' credit, not here.
/// </summary>
internal sealed class Publisher
{
    private readonly Lock _gate = new();
    private readonly Queue<Outbox> _ready = new();
    private readonly Queue<Outbox> _urgent = new();
    private readonly Dictionary<ulong, IOutgoing> _unconfirmed = [];
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly PooledBuffer _body = new();
    private readonly BasicProperties _plain = new();
    private readonly IChannel _channel;
    private readonly Action<string, ReadOnlyMemory<byte>> _returned;
    private readonly ExceptionGuard _guard;
    private ulong _published;

    /// <summary>Publishes in this channel, which confirms.</summary>
    /// <param name="channel">The channel; nobody else publishes in it.</param>
    /// <param name="returned">Notified of messages nobody is there to get: queue and body.</param>
    /// <param name="guard">Deals with what whoever sends throws.</param>
    public Publisher(IChannel channel, Action<string, ReadOnlyMemory<byte>> returned, ExceptionGuard guard)
    {
        _guard = guard;
        _channel = channel;
        _returned = returned;
        channel.BasicAcksAsync += (_, ack) => Settle(ack.DeliveryTag, ack.Multiple, taken: true);
        channel.BasicNacksAsync += (_, nack) => Settle(nack.DeliveryTag, nack.Multiple, taken: false);
        channel.BasicReturnAsync += OnReturnedAsync;
    }

    /// <summary>There is something to take.</summary>
    /// <param name="outbox">From whom.</param>
    /// <param name="urgent">Before what others have to say.</param>
    public void Post(Outbox outbox, bool urgent = false)
    {
        if (!outbox.TryQueue() && !urgent)
            return;
        lock (_gate)
            (urgent ? _urgent : _ready).Enqueue(outbox);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Publishes until the token is cancelled or the channel breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (TryNext(out var outbox))
                    await PublishAsync(outbox, cancellationToken);
                await _wake.Reader.WaitToReadAsync(cancellationToken);
                _wake.Reader.TryRead(out _);
            }
        }
        finally
        {
            _body.Dispose();
        }
    }

    private bool TryNext(out Outbox outbox)
    {
        lock (_gate)
            return _urgent.TryDequeue(out outbox!) || _ready.TryDequeue(out outbox!);
    }

    private async Task PublishAsync(Outbox outbox, CancellationToken cancellationToken)
    {
        outbox.Taken();
        _body.Clear();
        if (!TryTake(outbox.Source, out var envelope))
            return;
        _published++;
        if (envelope.Confirm)
            lock (_gate)
                _unconfirmed[_published] = outbox.Source;
        var properties = envelope is { ReplyTo: null, Expiration: null }
            ? _plain
            : new BasicProperties { ReplyTo = envelope.ReplyTo, Expiration = envelope.Expiration };
        // Mandatory: the broker then tells when a private queue, and with it its owner, is gone.
        await _channel.BasicPublishAsync(
            CachedString.Empty, envelope.Queue, mandatory: true, properties, _body.Memory, cancellationToken);
        Post(outbox);
    }

    // One who cannot write its message must not take the connection from all the others.
    private bool TryTake(IOutgoing source, out Envelope envelope)
    {
        try
        {
            return source.TryTake(_body, out envelope);
        }
        catch (Exception exception)
        {
            envelope = default;
            _guard.Run(() => source.Broke(exception));
            return false;
        }
    }

    private Task Settle(ulong tag, bool multiple, bool taken)
    {
        List<IOutgoing> settled = [];
        lock (_gate)
        {
            if (!multiple && _unconfirmed.Remove(tag, out var one))
                settled.Add(one);
            if (multiple)
                foreach (var (number, source) in _unconfirmed.Where(entry => entry.Key <= tag).OrderBy(entry => entry.Key).ToList())
                {
                    _unconfirmed.Remove(number);
                    settled.Add(source);
                }
        }
        foreach (var source in settled)
            _guard.Run(() => source.Confirmed(taken));
        return Task.CompletedTask;
    }

    private Task OnReturnedAsync(object sender, BasicReturnEventArgs message)
    {
        _guard.Run(() => _returned(message.RoutingKey, message.Body));
        return Task.CompletedTask;
    }
}
