namespace VoiceBus.Speech.Moonshine;

/// <summary>Where to cut speech that has no pause: a word is least likely to be there.</summary>
internal static class QuietestPlace
{
    private const int SampleRate = 16_000;
    private const int Window = SampleRate / 10;
    private const int Step = SampleRate / 100;
    private const int Reach = 5 * SampleRate;

    /// <summary>The middle of the quietest 100 ms in the last 5 s; the end when there is less than 100 ms.</summary>
    public static int Find(ReadOnlySpan<short> samples)
    {
        var best = samples.Length;
        var least = long.MaxValue;
        for (var start = Math.Max(0, samples.Length - Reach); start + Window <= samples.Length; start += Step)
        {
            var energy = Energy(samples.Slice(start, Window));
            if (energy >= least)
                continue;
            least = energy;
            best = start + (Window / 2);
        }
        return best;
    }

    private static long Energy(ReadOnlySpan<short> samples)
    {
        long energy = 0;
        foreach (var sample in samples)
            energy += sample * sample;
        return energy;
    }
}
