using VoiceBus.Audio.Opus;

namespace VoiceBus.Device.Tests.Scripted;

/// <summary>Sounds made in memory.</summary>
internal static class Sounds
{
    public static short[] Tone(int sampleRate, double seconds, double hertz = 440, double amplitude = 8000) =>
        [.. Enumerable.Range(0, (int)(sampleRate * seconds))
            .Select(i => (short)(amplitude * Math.Sin(2 * Math.PI * hertz * i / sampleRate)))];

    public static double Rms(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / Math.Max(1, samples.Length));
    }

    /// <summary>A tone as Opus packets of 60 ms at 24 kHz, what a server sends.</summary>
    public static List<byte[]> Reply(int frames)
    {
        using var encoder = new OpusEncoder(24000, new OpusEncoderSettings());
        var tone = Tone(24000, frames * 0.06);
        var packet = new byte[OpusEncoder.MaxPacket];
        return [.. Enumerable.Range(0, frames)
            .Select(i => packet[..encoder.Encode(tone.AsSpan(i * 1440, 1440), packet)])];
    }
}
