namespace VoiceBus.Device.Audio;

/// <summary>Changes the rate of a whole recording: a polyphase filter of a Kaiser-windowed sinc (speech.md 6).</summary>
internal static class SincResampler
{
    private const int ZeroCrossings = 16;
    private const double KaiserBeta = 8;
    private const double PassBand = 0.92;

    public static short[] Resample(ReadOnlySpan<short> input, int from, int to)
    {
        var divisor = Gcd(from, to);
        var (up, down) = (to / divisor, from / divisor);
        var cutoff = Math.Min(1.0, (double)to / from) * PassBand;
        var half = (int)Math.Ceiling(ZeroCrossings / cutoff);
        var filters = BuildFilters(up, half, cutoff);
        var output = new short[(int)((long)input.Length * up / down)];
        for (var i = 0; i < output.Length; i++)
        {
            var position = (long)i * down;
            output[i] = Convolve(input, (int)(position / up) - half + 1, filters[(int)(position % up)]);
        }

        return output;
    }

    private static short Convolve(ReadOnlySpan<short> input, int start, float[] filter)
    {
        var sum = 0f;
        for (var tap = Math.Max(0, -start); tap < filter.Length && start + tap < input.Length; tap++)
            sum += filter[tap] * input[start + tap];
        return (short)Math.Clamp(MathF.Round(sum), short.MinValue, short.MaxValue);
    }

    private static float[][] BuildFilters(int phases, int half, double cutoff)
    {
        var filters = new float[phases][];
        for (var phase = 0; phase < phases; phase++)
        {
            var filter = new double[half * 2];
            for (var tap = 0; tap < filter.Length; tap++)
            {
                var distance = tap - half + 1 - ((double)phase / phases);
                filter[tap] = cutoff * Sinc(cutoff * distance) * Kaiser(distance / half);
            }

            // Every phase passes a constant unchanged, or a steady tone would be amplitude-modulated.
            var gain = filter.Sum();
            filters[phase] = Array.ConvertAll(filter, value => (float)(value / gain));
        }

        return filters;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) =>
        Math.Abs(x) >= 1 ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - (x * x))) / Bessel(KaiserBeta);

    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
