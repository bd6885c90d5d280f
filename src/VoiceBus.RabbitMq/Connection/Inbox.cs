using RabbitMQ.Client;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>What is done with a message; its body is valid during the call only.</summary>
internal delegate void Receive(in Delivery delivery);

/// <summary>A message as it arrived.</summary>
/// <param name="Tag">The broker's number of it, for its acknowledgement.</param>
/// <param name="ReplyTo">Who expects the answer, or null.</param>
/// <param name="Body">The message.</param>
internal readonly record struct Delivery(ulong Tag, string? ReplyTo, ReadOnlyMemory<byte> Body);

/// <summary>Hands on what arrives in a queue, one message after the other, never waiting.</summary>
/// <param name="channel">The channel.</param>
/// <param name="receive">Gets the messages.</param>
/// <param name="lost">Notified when the broker takes the queue away.</param>
/// <param name="guard">Deals with what is thrown.</param>
/// <param name="drop">Gives up a message that could not be dealt with; null where the broker acknowledges by itself.</param>
internal sealed class Inbox(IChannel channel, Receive receive, Action<string> lost, ExceptionGuard guard, Action<ulong>? drop = null)
    : GuardedConsumer(channel, guard)
{
    /// <inheritdoc/>
    protected override void Receive(ulong deliveryTag, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body) =>
        receive(new Delivery(deliveryTag, properties.ReplyTo, body));

    /// <inheritdoc/>
    protected override void Drop(ulong deliveryTag) => drop?.Invoke(deliveryTag);

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // The broker's own decision; a consumer that we cancel ourselves is answered elsewhere.
        lost("The broker took a queue away.");
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}
