using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// How one contract travels. Stateless and thread-safe. Writers never dispose of what they write: its owner does.
/// </summary>
internal abstract class ContractCodec<TRequest, TInput, TReply>
    where TRequest : notnull
{
    /// <summary>Items of input worth a message of their own; fewer are gathered while more are to be expected.</summary>
    public virtual int GatheredItems(TRequest request) => 0;

    /// <summary>Writes a request.</summary>
    public abstract void WriteRequest(PooledBuffer target, TRequest request);

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">The bytes are not one; so for all readers.</exception>
    public abstract TRequest ReadRequest(ref WireReader reader);

    /// <summary>Writes an input item.</summary>
    public virtual void WriteInput(PooledBuffer target, TInput input)
    {
        // A contract without input has nothing to write.
    }

    /// <summary>Reads an input item.</summary>
    public virtual TInput ReadInput(ReadOnlySpan<byte> payload) => default!;

    /// <summary>Whether a waiting input item should leave at once, with all gathered before it.</summary>
    public virtual bool IsUrgent(TInput input) => false;

    /// <summary>Writes a reply item.</summary>
    public abstract void WriteReply(PooledBuffer target, TReply reply);

    /// <summary>Reads a reply item; the caller owns it.</summary>
    public abstract TReply ReadReply(ReadOnlySpan<byte> payload);

    /// <summary>What is remembered of a call so that another worker can go on with it.</summary>
    public virtual CallReplayState<TRequest, TReply> Remember(TRequest request) => new(request);
}
