using System.Buffers;

namespace VoiceBus;

/// <summary>
/// One coded packet (<see cref="AudioCodec"/>) in a buffer rented from the shared pool; same ownership rule as
/// <see cref="AudioFrame"/>: one owner, disposed exactly once. An empty packet is a marker (see <see cref="Pause"/>).
/// </summary>
public readonly struct AudioPacket : IDisposable
{
    private readonly byte[]? _buffer;

    private AudioPacket(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    /// <summary>Marks a short pause in an utterance, as <see cref="AudioFrame.Pause"/> does.</summary>
    public static AudioPacket Pause => default;

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>True for a packet without bytes.</summary>
    public bool IsPause => Length == 0;

    /// <summary>The bytes; valid until the packet is disposed.</summary>
    public Memory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Rents a packet whose bytes are not cleared.</summary>
    /// <param name="length">Number of bytes, 0 or more.</param>
    public static AudioPacket Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    /// <summary>Rents a packet and copies the bytes into it.</summary>
    public static AudioPacket Copy(ReadOnlySpan<byte> bytes)
    {
        var packet = Rent(bytes.Length);
        bytes.CopyTo(packet.Bytes.Span);
        return packet;
    }

    /// <summary>The same buffer with fewer bytes; the receiver of the result owns it, this value must not be used again.</summary>
    public AudioPacket Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        return new AudioPacket(_buffer!, length);
    }

    /// <summary>Gives the buffer back. Call exactly once.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
