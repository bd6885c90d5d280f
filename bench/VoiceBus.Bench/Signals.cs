namespace VoiceBus.Bench;

/// <summary>Sound that costs a codec about as much as speech.</summary>
internal static class Signals
{
    /// <summary>A few harmonics of a gliding voice with some noise; always the same.</summary>
    public static short[] Speech(int samples, int sampleRate)
    {
        var random = new Random(7);
        var sound = new short[samples];
        for (var i = 0; i < samples; i++)
        {
            var t = (double)i / sampleRate;
            var voice = Enumerable.Range(1, 8).Sum(n => Math.Sin(2 * Math.PI * n * (120 + (20 * t)) * t) / n);
            sound[i] = (short)((voice * 6000) + random.Next(-300, 300));
        }

        return sound;
    }
}
