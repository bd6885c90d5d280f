using System.Runtime.InteropServices;

namespace VoiceBus.Providers.Pcm;

/// <summary>
/// Puts frames together to packets of the length a vendor wants, as signed 16-bit little-endian samples. One buffer, used again for
/// each packet. Not thread-safe.
/// </summary>
/// <param name="packetBytes">Bytes of a packet, even.</param>
internal sealed class PcmPackets(int packetBytes)
{
    private readonly byte[] _packet = new byte[packetBytes];
    private int _length;

    /// <summary>Whether a packet is complete: it is to be taken before more is added.</summary>
    public bool IsFull => _length == _packet.Length;

    /// <summary>Whether there is nothing to take.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Adds as much of the samples as there is room for.</summary>
    /// <returns>What is left of them.</returns>
    public ReadOnlySpan<short> Add(ReadOnlySpan<short> samples)
    {
        var count = Math.Min(samples.Length, (_packet.Length - _length) / sizeof(short));
        MemoryMarshal.AsBytes(samples[..count]).CopyTo(_packet.AsSpan(_length));
        _length += count * sizeof(short);
        return samples[count..];
    }

    /// <summary>Takes the packet, complete or not; its bytes are valid until more is added.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var length = _length;
        _length = 0;
        return _packet.AsMemory(0, length);
    }
}
