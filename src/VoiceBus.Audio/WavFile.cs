using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VoiceBus.Audio;

/// <summary>Reads and writes 16-bit PCM WAV files; samples in memory are mono.</summary>
public static class WavFile
{
    private const int PcmFormat = 1;
    private const int ExtensibleFormat = 0xFFFE;
    private const int HeaderSize = 44;

    /// <summary>Parses a file of any rate and channel count; channels are averaged.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>Mono samples and their rate.</returns>
    /// <exception cref="InvalidDataException">Not a 16-bit PCM WAV, with the reason.</exception>
    public static WavAudio Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
            throw new InvalidDataException("not a WAV file");
        var channels = 0;
        var rate = 0;
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var declared = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            // Piped WAVs (espeak, sox) carry dummy sizes: the data is then simply what follows.
            var body = rest.Slice(8, (int)Math.Min(declared, (uint)(rest.Length - 8)));
            if (rest[..4].SequenceEqual("fmt "u8))
                (channels, rate) = ReadFormat(body);
            else if (rest[..4].SequenceEqual("data"u8))
                return new WavAudio(Mix(declared == 0 ? rest[8..] : body, channels), rate);
            rest = rest[Math.Min(rest.Length, 8 + body.Length + (body.Length & 1))..];
        }

        throw new InvalidDataException("the WAV file has no data");
    }

    /// <summary>Builds a mono file.</summary>
    /// <param name="samples">Mono samples.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <returns>The whole file.</returns>
    public static byte[] Build(ReadOnlySpan<short> samples, int sampleRate)
    {
        var data = samples.Length * sizeof(short);
        var file = new byte[HeaderSize + data];
        var header = file.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderSize - 8 + data);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], PcmFormat);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], data);
        MemoryMarshal.AsBytes(samples).CopyTo(header[HeaderSize..]);
        return file;
    }

    private static (int Channels, int Rate) ReadFormat(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16)
            throw new InvalidDataException("the WAV format block is cut");
        var format = BinaryPrimitives.ReadUInt16LittleEndian(body);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (format is not (PcmFormat or ExtensibleFormat) || bits != 16)
            throw new InvalidDataException($"only 16-bit PCM WAV is understood (this is format {format}, {bits} bits)");
        if (channels is < 1 or > 16 || rate is < 4000 or > 384_000)
            throw new InvalidDataException($"a WAV of {channels} channels at {rate} Hz is not speech");
        return (channels, rate);
    }

    private static short[] Mix(ReadOnlySpan<byte> body, int channels)
    {
        if (channels == 0)
            throw new InvalidDataException("the WAV data comes before its format");
        var interleaved = MemoryMarshal.Cast<byte, short>(body);
        var mono = new short[interleaved.Length / channels];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0;
            foreach (var sample in interleaved.Slice(i * channels, channels))
                sum += sample;
            mono[i] = (short)(sum / channels);
        }

        return mono;
    }
}
