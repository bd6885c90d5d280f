using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VoiceBus.Audio;

namespace VoiceBus.Testing.Vendors.Http;

/// <summary>Sounds that stand-ins send, and how they are known again.</summary>
public static class Tones
{
    /// <summary>A second of 440 Hz, 24 kHz, mono, variable bit rate with a table of contents.</summary>
    public static byte[] Mp3 { get; } = Load("tone-440-24k-mono.mp3");

    /// <summary>0.3 s of 440 Hz, 44.1 kHz, stereo, constant bit rate.</summary>
    public static byte[] StereoMp3 { get; } = Load("tone-440-44k-stereo.mp3");

    /// <summary>A second of 440 Hz, Opus in Ogg.</summary>
    public static byte[] Opus { get; } = Load("tone-440.opus");

    /// <summary>A tone.</summary>
    public static short[] Sine(double frequency, int sampleRate, int samples) =>
        [.. Enumerable.Range(0, samples).Select(i => (short)(12_000 * Math.Sin(2 * Math.PI * frequency * i / sampleRate)))];

    /// <summary>Samples as bytes.</summary>
    public static byte[] Bytes(short[] samples) => MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();

    /// <summary>A WAV as it is streamed: with lengths that are not known yet.</summary>
    public static byte[] StreamedWav(short[] samples, int sampleRate)
    {
        var file = VoiceBus.Audio.WavFile.Build(samples, sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);
        return file;
    }

    /// <summary>The frequency of a tone, by its zero crossings; the first 100 ms are left out: codecs swing in.</summary>
    public static double FrequencyOf(ReadOnlySpan<short> samples, int sampleRate)
    {
        var settled = samples[(sampleRate / 10)..];
        var crossings = 0;
        for (var i = 1; i < settled.Length; i++)
            if (settled[i - 1] < 0 != settled[i] < 0)
                crossings++;
        return crossings / 2.0 * sampleRate / settled.Length;
    }

    private static byte[] Load(string name)
    {
        using var stream = typeof(Tones).Assembly.GetManifestResourceStream($"VoiceBus.Testing.Sounds.{name}")
            ?? throw new InvalidOperationException($"There is no {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
