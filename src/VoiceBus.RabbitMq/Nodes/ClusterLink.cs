using System.Threading.Channels;
using RabbitMQ.Client;
using VoiceBus.Core.Concurrency;
using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Nodes;

/// <summary>Hears a message of another node.</summary>
internal delegate void ReceiveClusterMessage(ClusterLink talk, string type, string? from, string? id, ReadOnlySpan<byte> body);

/// <summary>The line between nodes in one connection: one queue of this node, one loop that publishes.</summary>
internal sealed class ClusterLink
{
    // Who cannot keep up forgets the oldest: announcements are repeated, and who asks has a deadline.
    private readonly Channel<ClusterMessage> _outgoing =
        Channel.CreateBounded<ClusterMessage>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly BrokerSession _session;
    private readonly IChannel _channel;
    private readonly string _exchange;

    private ClusterLink(BrokerSession session, IChannel channel, string exchange, string queue)
    {
        (_session, _channel, _exchange, Queue) = (session, channel, exchange, queue);
        Running = RunAsync();
    }

    /// <summary>This node's queue.</summary>
    public string Queue { get; }

    /// <summary>Completes when the loop has ended, with the connection; never faults.</summary>
    public Task Running { get; }

    /// <summary>Joins the line.</summary>
    public static async Task<ClusterLink> OpenAsync(
        BrokerSession session, string exchange, string queue, ReceiveClusterMessage receive, CancellationToken cancellationToken)
    {
        var channel = await session.OpenChannelAsync(cancellationToken);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange, "", cancellationToken: cancellationToken);
        var talk = new ClusterLink(session, channel, exchange, queue);
        await channel.BasicConsumeAsync(queue, autoAck: true, new ClusterConsumer(talk, channel, receive, session.Guard), cancellationToken);
        return talk;
    }

    /// <summary>Sends a message; never waits.</summary>
    public void Send(ClusterMessage message) => _outgoing.Writer.TryWrite(message);

    private async Task RunAsync()
    {
        try
        {
            while (!_session.Ended.IsCompleted)
            {
                var next = _outgoing.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
                await Task.WhenAny(next, _session.Ended);
                while (!_session.Ended.IsCompleted && _outgoing.Reader.TryRead(out var message))
                    await PublishAsync(message);
            }
        }
        catch (Exception broken)
        {
            _session.Lost(broken.Message);
        }
    }

    private ValueTask PublishAsync(ClusterMessage message) => _channel.BasicPublishAsync(
        message.To is null ? _exchange : "",
        message.To ?? "",
        mandatory: false,
        new BasicProperties { Type = message.Type, ReplyTo = Queue, CorrelationId = message.Id },
        message.Body);

    private sealed class ClusterConsumer(ClusterLink talk, IChannel channel, ReceiveClusterMessage receive, ExceptionGuard guard) : GuardedConsumer(channel, guard)
    {
        protected override void Receive(ulong deliveryTag, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
        {
            if (properties.ReplyTo != talk.Queue)
                receive(talk, properties.Type ?? "", properties.ReplyTo, properties.CorrelationId, body.Span);
        }
    }
}
