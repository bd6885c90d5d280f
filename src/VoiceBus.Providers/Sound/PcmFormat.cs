using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VoiceBus.Providers.Sound;

/// <summary>How uncoded samples lie in bytes, little-endian. Immutable.</summary>
/// <param name="SampleRate">Samples a second, Hz.</param>
/// <param name="Channels">Interleaved; they are averaged.</param>
/// <param name="Bits">8 (unsigned), 16, 24 or 32 a sample.</param>
/// <param name="IsFloat">Whether the 32 bits are a floating-point number from -1 to 1.</param>
internal readonly record struct PcmFormat(int SampleRate, int Channels = 1, int Bits = 16, bool IsFloat = false)
{
    private const int PcmTag = 1;
    private const int FloatTag = 3;
    private const int ExtensibleTag = 0xFFFE;
    private const int ExtensibleLength = 26;

    /// <summary>Bytes of one sample of all channels.</summary>
    public int BlockLength => Channels * Bits / 8;

    /// <summary>Reads the <c>fmt </c> chunk of a WAV.</summary>
    /// <exception cref="InvalidDataException">It describes something else than PCM; the message says what.</exception>
    public static PcmFormat Read(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < 16)
            throw new InvalidDataException("the WAV format block is cut");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag == ExtensibleTag && chunk.Length >= ExtensibleLength)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        var format = new PcmFormat(
            BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]),
            tag == FloatTag);
        var known = tag switch
        {
            PcmTag or ExtensibleTag => format.Bits is 8 or 16 or 24 or 32,
            FloatTag => format.Bits == 32,
            _ => false,
        };
        if (!known || format.Channels is < 1 or > 16)
            throw new InvalidDataException($"a WAV of format {tag} with {format.Channels} channels of {format.Bits} bits is not understood: PCM is");
        return format;
    }

    /// <summary>Converts whole blocks.</summary>
    /// <param name="blocks">A multiple of <see cref="BlockLength"/> bytes.</param>
    /// <param name="mono">Room for a sample a block.</param>
    public void Convert(ReadOnlySpan<byte> blocks, Span<short> mono)
    {
        if (this is { Bits: 16, Channels: 1 } && BitConverter.IsLittleEndian)
        {
            blocks.CopyTo(MemoryMarshal.AsBytes(mono));
            return;
        }

        var width = Bits / 8;
        var at = 0;
        for (var i = 0; at < blocks.Length; i++)
        {
            var sum = 0;
            for (var channel = 0; channel < Channels; channel++, at += width)
                sum += Sample(blocks.Slice(at, width));
            mono[i] = (short)(sum / Channels);
        }
    }

    private int Sample(ReadOnlySpan<byte> bytes) => Bits switch
    {
        16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        8 => (bytes[0] - 128) << 8,
        24 => BinaryPrimitives.ReadInt16LittleEndian(bytes[1..]),
        _ when IsFloat => Clamped(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        _ => BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]),
    };

    /// <summary>A sample of -1 to 1 with 16 bits; what is beyond is cut off.</summary>
    public static short Clamped(float sample) => (short)Math.Clamp(sample * 32768f, short.MinValue, short.MaxValue);
}
