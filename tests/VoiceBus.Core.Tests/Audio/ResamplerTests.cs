using VoiceBus.Audio;
using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Tests.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(22_050, 24_000, 300)]
    [InlineData(22_050, 24_000, 1_000)]
    [InlineData(22_050, 24_000, 6_000)]
    [InlineData(22_050, 16_000, 1_000)]
    [InlineData(16_000, 24_000, 1_000)]
    [InlineData(16_000, 24_000, 5_000)]
    [InlineData(24_000, 16_000, 1_000)]
    [InlineData(24_000, 16_000, 4_000)]
    [InlineData(8_000, 16_000, 1_000)]
    [InlineData(48_000, 16_000, 1_000)]
    public void KeepsATonePure(int from, int to, int frequency)
    {
        var output = ResampleAll(Tone(frequency, from, from), from, to, chunk: 1_323);
        var ideal = Tone(frequency, to, to);
        SignalToNoise(ideal, output, margin: 200).ShouldBeGreaterThan(75);
    }

    [Theory]
    [InlineData(24_000, 16_000, 9_500)]
    [InlineData(22_050, 16_000, 9_500)]
    [InlineData(48_000, 16_000, 12_000)]
    [InlineData(16_000, 8_000, 5_500)]
    public void RemovesWhatTheLowerRateCannotCarry(int from, int to, int frequency)
    {
        var input = Tone(frequency, from, from);
        var output = ResampleAll(input, from, to, chunk: 960);
        var rejection = 20 * Math.Log10(Level(input) / Math.Max(Level(output.AsSpan(200, output.Length - 400)), 0.01));
        rejection.ShouldBeGreaterThan(70);
    }

    [Theory]
    [InlineData(22_050, 24_000)]
    [InlineData(24_000, 16_000)]
    [InlineData(16_000, 24_000)]
    [InlineData(16_000, 16_000)]
    [InlineData(11_025, 48_000)]
    public void ChunksMakeNoDifference(int from, int to)
    {
        var input = Tone(440, from, 5_000);
        var whole = ResampleAll(input, from, to, chunk: input.Length);
        foreach (var chunk in new[] { 1, 7, 160, 4_999 })
            ResampleAll(input, from, to, chunk).ShouldBe(whole);
        whole.Length.ShouldBe((int)Math.Ceiling(5_000.0 * to / from));
    }

    [Fact]
    public void StartsOverAfterAFlush()
    {
        var resampler = new Resampler(24_000, 16_000);
        var input = Tone(440, 24_000, 2_400);
        Run(resampler, input).ShouldBe(Run(resampler, input));
    }

    [Fact]
    public void LoudInputDoesNotWrapAround()
    {
        var square = Enumerable.Range(0, 4_800).Select(static i => i / 24 % 2 == 0 ? short.MaxValue : short.MinValue).ToArray();
        var output = ResampleAll(square, 24_000, 16_000, chunk: 480);
        for (var i = 100; i < output.Length - 100; i++)
        {
            if (i % 16 is >= 5 and < 11)
                Math.Sign(output[i]).ShouldBe(i / 16 % 2 == 0 ? 1 : -1);
        }
    }

    [Fact]
    public void AllocatesNothingPerChunk()
    {
        var resampler = new Resampler(22_050, 24_000);
        var input = Tone(440, 22_050, 1_323);
        var output = new short[resampler.MaxOutput(input.Length)];
        resampler.Process(input, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            resampler.Process(input, output);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void RefusesTooLittleRoom() =>
        Should.Throw<ArgumentException>(static () => new Resampler(16_000, 24_000).Process(new short[960], new short[960]));

    private static short[] ResampleAll(short[] input, int from, int to, int chunk) => Run(new Resampler(from, to), input, chunk);

    private static short[] Run(Resampler resampler, short[] input, int chunk = 480)
    {
        var output = new List<short>();
        var room = new short[resampler.MaxOutput(chunk)];
        for (var start = 0; start < input.Length; start += chunk)
        {
            var written = resampler.Process(input.AsSpan(start, Math.Min(chunk, input.Length - start)), room);
            output.AddRange(room.AsSpan(0, written));
        }
        var tail = new short[resampler.MaxOutput(0)];
        output.AddRange(tail.AsSpan(0, resampler.Flush(tail)));
        return [.. output];
    }

    private static short[] Tone(int frequency, int rate, int samples) =>
        [.. Enumerable.Range(0, samples).Select(i => (short)Math.Round(16_000 * Math.Sin(2 * Math.PI * frequency * i / rate)))];

    private static double Level(ReadOnlySpan<short> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }

    private static double SignalToNoise(short[] ideal, short[] actual, int margin)
    {
        double signal = 0, noise = 0;
        for (var i = margin; i < Math.Min(ideal.Length, actual.Length) - margin; i++)
        {
            signal += (double)ideal[i] * ideal[i];
            noise += Math.Pow(ideal[i] - actual[i], 2);
        }
        return 10 * Math.Log10(signal / Math.Max(noise, 1e-9));
    }
}
