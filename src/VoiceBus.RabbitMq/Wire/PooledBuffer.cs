using System.Buffers;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>
/// Bytes that grow at the end and are consumed from the start, in one buffer rented from the shared pool. Not thread-safe.
/// After disposal it is empty and may be used again.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 256;
    private byte[] _bytes = [];

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The bytes, to be changed in place; valid until the next change of length.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Forgets the bytes and keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Takes bytes off the end.</summary>
    public void RemoveLast(int count) => Length -= count;

    /// <summary>Takes bytes off the start.</summary>
    public void RemoveFirst(int count)
    {
        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(Length + count, 2 * _bytes.Length)));
        Span.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
