using System.Text;

namespace VoiceBus.Testing.Speech;

/// <summary>Mono 16-bit WAV files.</summary>
public sealed record WavFile(short[] Samples, int SampleRate)
{
    /// <summary>How long it plays.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);

    /// <summary>Reads a file.</summary>
    public static WavFile Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (Tag(reader) != "RIFF" || reader.ReadUInt32() == 0 || Tag(reader) != "WAVE")
            throw new InvalidDataException($"{path} is not a WAV file");
        var rate = 0;
        while (true)
        {
            var tag = Tag(reader);
            var length = (int)reader.ReadUInt32();
            if (tag == "data")
                return new WavFile(Samples16(reader.ReadBytes(length)), rate);
            var chunk = reader.ReadBytes(length + (length & 1));
            if (tag == "fmt ")
                rate = BitConverter.ToInt32(chunk, 4);
        }
    }

    /// <summary>Reads a file of bare little-endian samples.</summary>
    public static WavFile ReadRaw(string path, int sampleRate) => new(Samples16(File.ReadAllBytes(path)), sampleRate);

    /// <summary>Writes a file.</summary>
    public void Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        var bytes = Samples.Length * sizeof(short);
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(SampleRate);
        writer.Write(SampleRate * sizeof(short));
        writer.Write((short)sizeof(short));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (var sample in Samples)
            writer.Write(sample);
    }

    private static string Tag(BinaryReader reader) => Encoding.ASCII.GetString(reader.ReadBytes(4));

    private static short[] Samples16(byte[] bytes)
    {
        var samples = new short[bytes.Length / sizeof(short)];
        Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * sizeof(short));
        return samples;
    }
}
