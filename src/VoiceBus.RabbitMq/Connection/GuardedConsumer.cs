using RabbitMQ.Client;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>
/// Hears what arrives in a queue, one message after the other, never waiting. What a message makes it throw is told and costs that
/// message; the client would swallow it. The only consumers there are (the architecture tests say so).
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="guard">Deals with what is thrown.</param>
internal abstract class GuardedConsumer(IChannel channel, ExceptionGuard guard) : AsyncDefaultBasicConsumer(channel)
{
    /// <inheritdoc/>
    public sealed override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        try
        {
            Receive(deliveryTag, properties, body);
        }
        catch (Exception exception)
        {
            guard.Caught(exception);
            guard.Run(() => Drop(deliveryTag));
        }

        return Task.CompletedTask;
    }

    /// <summary>A message; its body is valid during the call only.</summary>
    protected abstract void Receive(ulong deliveryTag, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body);

    /// <summary>A message could not be dealt with and will not be.</summary>
    protected virtual void Drop(ulong deliveryTag)
    {
        // Acknowledged by the broker itself.
    }
}
