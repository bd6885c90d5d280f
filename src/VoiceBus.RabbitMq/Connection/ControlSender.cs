using System.Collections.Concurrent;
using RabbitMQ.Client;
using VoiceBus.Core.Concurrency;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>Sends single sections on nobody's behalf: to a call that is not ours any more, or just to see who is there.</summary>
internal sealed class ControlSender(Publisher publisher, ExceptionGuard guard) : IOutgoing
{
    // Bounded by its senders: one per message received or per peer and sweep.
    private readonly ConcurrentQueue<(CachedString Queue, MessageHeader Header, SectionKind Kind)> _queued = new();
    private Outbox? _outbox;

    /// <summary>Sends a section without payload.</summary>
    public void Send(string queue, MessageHeader header, SectionKind kind)
    {
        _queued.Enqueue((new CachedString(queue), header, kind));
        publisher.Post(LazyInitializer.EnsureInitialized(ref _outbox, () => new Outbox(this)));
    }

    /// <inheritdoc/>
    public bool TryTake(PooledBuffer body, out Envelope envelope)
    {
        envelope = default;
        if (!_queued.TryDequeue(out var queued))
            return false;
        envelope = new Envelope(queued.Queue);
        queued.Header.Write(body);
        Sections.Write(body, queued.Kind);
        return true;
    }

    /// <inheritdoc/>
    public void Broke(Exception exception) => guard.Caught(exception); // Nothing waits for it.

    /// <inheritdoc/>
    public void Confirmed(bool taken)
    {
        // Nothing sent here asks for it.
    }
}
