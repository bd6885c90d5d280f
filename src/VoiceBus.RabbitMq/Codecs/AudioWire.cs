using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VoiceBus.Core.Audio;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>A frame on the wire: the sample rate (4 bytes), then its samples as they are, 16-bit little-endian; a pause marker is empty.</summary>
internal static class AudioWire
{
    private const int RateSize = 4;

    /// <summary>Writes a frame.</summary>
    public static void Write(PooledBuffer target, AudioFrame frame)
    {
        if (frame.IsPause)
            return;
        WireWriter.Int32(target, frame.SampleRate);
        var samples = MemoryMarshal.AsBytes(frame.Samples);
        samples.CopyTo(target.GetSpan(samples.Length));
        target.Advance(samples.Length);
    }

    /// <summary>Reads a frame into a pooled buffer; the caller owns it.</summary>
    /// <exception cref="FormatException">The bytes are not a frame.</exception>
    public static AudioFrame Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return AudioFrame.Pause;
        if (payload.Length < RateSize + sizeof(short) || payload.Length % sizeof(short) != 0)
            throw new FormatException("A frame is cut short.");
        var rate = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (rate < 1)
            throw new FormatException("A frame has no sample rate.");
        var frame = AudioFrame.Rent((payload.Length - RateSize) / sizeof(short), rate);
        payload[RateSize..].CopyTo(MemoryMarshal.AsBytes(frame.Samples));
        return frame;
    }
}
