using System.Buffers;
using VoiceBus.Core.Audio;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Coded audio on the wire: a format is codec, rate and frame length, a packet its bytes as they are; a pause marker is empty.</summary>
internal static class AudioWire
{
    private const int HighestRate = 192_000;
    private const int LongestFrame = 1_000;

    /// <summary>Writes a format.</summary>
    public static void Write(PooledBuffer target, AudioFormat format)
    {
        WireWriter.Byte(target, (byte)format.Codec);
        WireWriter.Int32(target, format.SampleRate);
        WireWriter.Int32(target, format.FrameDuration);
    }

    /// <summary>Reads a format: one that could be, whether or not it can be coded here.</summary>
    /// <exception cref="FormatException">The bytes are not a format.</exception>
    public static AudioFormat ReadFormat(ref WireReader reader)
    {
        var format = new AudioFormat((AudioCodec)reader.Byte(), reader.Int32(), reader.Int32());
        return Enum.IsDefined(format.Codec) && format is { SampleRate: >= 1 and <= HighestRate, FrameDuration: >= 1 and <= LongestFrame }
            ? format
            : throw new FormatException("A format of audio is not one.");
    }

    /// <summary>Writes a packet.</summary>
    public static void Write(PooledBuffer target, AudioPacket packet) => target.Write(packet.Bytes.Span);

    /// <summary>Reads a packet into a pooled buffer; the caller owns it.</summary>
    public static AudioPacket Read(ReadOnlySpan<byte> payload) => payload.IsEmpty ? AudioPacket.Pause : AudioPacket.Copy(payload);
}
