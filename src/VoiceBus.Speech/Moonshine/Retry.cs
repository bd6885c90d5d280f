namespace VoiceBus.Speech.Moonshine;

/// <summary>When an empty result is worth another try.</summary>
internal static class Retry
{
    /// <summary>How many further tries there are.</summary>
    public const int Attempts = 3;

    /// <summary>How much more of the start each try leaves out: 50 ms.</summary>
    public const int CutSamples = 800;

    private const int Block = 1_600;
    private const int Shortest = 3_200;

    // -40 dBFS: a quiet speaker's vowels are louder, a room's noise is not.
    private const float SpeechLevel = 0.01f;

    /// <summary>Whether enough audio is left after the cut and something in it is as loud as speech.</summary>
    public static bool IsWorthwhile(ReadOnlySpan<float> samples, int cut)
    {
        if (samples.Length - (cut * CutSamples) < Shortest)
            return false;
        for (var start = 0; start + Block <= samples.Length; start += Block)
        {
            if (Level(samples.Slice(start, Block)) > SpeechLevel)
                return true;
        }
        return false;
    }

    /// <summary>Root mean square.</summary>
    public static float Level(ReadOnlySpan<float> samples) =>
        MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(samples) / samples.Length);
}
