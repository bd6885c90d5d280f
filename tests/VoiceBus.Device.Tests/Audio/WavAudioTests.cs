using VoiceBus.Audio;
using VoiceBus.Device.Tests.Scripted;

namespace VoiceBus.Device.Tests.Audio;

public sealed class WavAudioTests
{
    [Theory]
    [InlineData(22050, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 16000)]
    [InlineData(8000, 16000)]
    [InlineData(24000, 16000)]
    public void A_tone_keeps_its_pitch_level_and_place(int from, int to)
    {
        var resampled = new WavAudio(Sounds.Tone(from, 0.5), from).At(to);
        var expected = Sounds.Tone(to, 0.5);
        resampled.Samples.Length.ShouldBeInRange(expected.Length - 1, expected.Length);
        // Away from the edges the difference to the ideal tone is noise at least 60 dB below it.
        var difference = new short[expected.Length - 400];
        for (var i = 0; i < difference.Length; i++)
            difference[i] = (short)(resampled.Samples[i + 200] - expected[i + 200]);
        (Sounds.Rms(difference) / Sounds.Rms(expected)).ShouldBeLessThan(0.001);
    }

    [Fact]
    public void What_the_lower_rate_cannot_carry_is_removed_and_not_folded_back()
    {
        var resampled = new WavAudio(Sounds.Tone(48000, 0.5, hertz: 11_000), 48000).At(16000).Samples;
        Sounds.Rms(resampled.AsSpan(200, resampled.Length - 400)).ShouldBeLessThan(8000 * 0.003);
    }

    [Fact]
    public void A_full_scale_square_is_clipped_and_does_not_wrap()
    {
        var square = Enumerable.Range(0, 4800).Select(i => i / 50 % 2 == 0 ? short.MaxValue : short.MinValue).ToArray();
        var resampled = new WavAudio(square, 48000).At(16000).Samples;
        for (var i = 1; i < resampled.Length - 1; i++)
        {
            if (i * 3 % 50 is > 15 and < 35)
                Math.Sign(resampled[i]).ShouldBe(Math.Sign(square[i * 3]));
        }
    }

    [Fact]
    public void The_same_rate_is_the_same_object()
    {
        var wav = new WavAudio([1, 2], 16000);
        wav.At(16000).ShouldBeSameAs(wav);
    }
}
