using RabbitMQ.Client;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>What is done with a message; its body is valid during the call only.</summary>
internal delegate void Receive(in Delivery delivery);

/// <summary>A message as it arrived.</summary>
/// <param name="Tag">The broker's number of it, for its acknowledgement.</param>
/// <param name="ReplyTo">Who expects the answer, or null.</param>
/// <param name="Body">The message.</param>
internal readonly record struct Delivery(ulong Tag, string? ReplyTo, ReadOnlyMemory<byte> Body);

/// <summary>Hands on what arrives in a queue, one message after the other, never waiting.</summary>
internal sealed class Inbox(IChannel channel, Receive receive, Action<string> lost) : AsyncDefaultBasicConsumer(channel)
{
    /// <inheritdoc/>
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        receive(new Delivery(deliveryTag, properties.ReplyTo, body));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // The broker's own decision; a consumer that we cancel ourselves is answered elsewhere.
        lost("The broker took a queue away.");
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}
