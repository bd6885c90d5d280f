using RabbitMQ.Client;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>Something that has messages to send. Called by the publisher's loop only, one message at a time.</summary>
internal interface IOutgoing
{
    /// <summary>Writes the next message.</summary>
    /// <param name="body">Empty; gets the message.</param>
    /// <param name="envelope">Where it goes.</param>
    /// <returns>Whether there was one; then it is asked again.</returns>
    bool TryTake(PooledBuffer body, out Envelope envelope);

    /// <summary>It has thrown when it was asked: tells it and ends what had the message to send. The connection goes on.</summary>
    void Broke(Exception exception);

    /// <summary>The broker has taken a message that asked to be confirmed, or refused it.</summary>
    void Confirmed(bool taken);
}

/// <summary>Where a message goes.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="ReplyTo">Whose answer is expected there, or null.</param>
/// <param name="Expiration">When the broker may forget it, ms, or null.</param>
/// <param name="Confirm">Whether to tell when the broker has it.</param>
internal readonly record struct Envelope(CachedString Queue, string? ReplyTo = null, string? Expiration = null, bool Confirm = false);

/// <summary>The place of an <see cref="IOutgoing"/> in a publisher's queue; it is there once at most.</summary>
internal sealed class Outbox(IOutgoing source)
{
    private int _queued;

    /// <summary>Whose messages these are.</summary>
    public IOutgoing Source { get; } = source;

    /// <summary>Marks it as queued; false when it was.</summary>
    public bool TryQueue() => Interlocked.Exchange(ref _queued, 1) == 0;

    /// <summary>It was taken out of the queue; what comes from now on must queue it again.</summary>
    public void Taken() => Interlocked.Exchange(ref _queued, 0);
}
