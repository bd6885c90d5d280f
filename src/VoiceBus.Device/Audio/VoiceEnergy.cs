namespace VoiceBus.Device.Audio;

/// <summary>Finds where the voice in a recording ends, so that latency is counted from the last sound and not from the file's end.</summary>
public static class VoiceEnergy
{
    private const int WindowMs = 10;
    private const double BelowPeak = 0.03; // -30 dB: room noise of a close microphone lies below
    private const double Floor = 50; // -56 dBFS: a file of pure noise or silence has no voice

    /// <summary>The last sample that belongs to voice.</summary>
    /// <param name="samples">Mono samples.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <returns>The index of the last sample of the last loud 10 ms window; -1 when there is none.</returns>
    public static int LastVoicedSample(ReadOnlySpan<short> samples, int sampleRate)
    {
        var window = Math.Max(1, sampleRate * WindowMs / 1000);
        var peak = 0.0;
        for (var start = 0; start < samples.Length; start += window)
            peak = Math.Max(peak, Rms(Window(samples, start, window)));
        var threshold = Math.Max(Floor, peak * BelowPeak);
        var last = -1;
        for (var start = 0; start < samples.Length; start += window)
        {
            var part = Window(samples, start, window);
            if (Rms(part) >= threshold)
                last = start + part.Length - 1;
        }

        return last;
    }

    private static ReadOnlySpan<short> Window(ReadOnlySpan<short> samples, int start, int length) =>
        samples.Slice(start, Math.Min(length, samples.Length - start));

    private static double Rms(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / Math.Max(1, samples.Length));
    }
}
