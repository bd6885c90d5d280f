using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Tests.Audio;

public sealed class SpeechEncoderTests
{
    private const int Target = 24_000;
    private const int PacketSamples = Target * 60 / 1000;

    [Theory]
    [InlineData(24_000, 16_000)]
    [InlineData(16_000, 24_000)]
    [InlineData(16_000, 22_050)]
    [InlineData(22_050, 48_000)]
    public void The_rate_may_change_within_a_sentence_without_a_gap_or_a_sample_lost(int before, int after)
    {
        using var speech = new SpeechEncoder(new PcmFrameEncoder(new AudioFormat(AudioCodec.Pcm, Target, 60)));
        Say(speech, before, 0, 600);
        Say(speech, after, 600, 600);
        speech.Flush();

        var heard = Take(speech);
        heard.Length.ShouldBe(1200 * Target / 1000);
        Loudness(heard).ShouldAllBe(rms => rms > 0.6 * 8000 / Math.Sqrt(2), "every 5 ms of it sounds, the seam too");
        Enumerable.Range(1, heard.Length - 1).Max(i => Math.Abs(heard[i] - heard[i - 1])).ShouldBeLessThan(4000, "no click");
    }

    [Fact]
    public void What_another_rate_left_behind_is_not_heard_in_the_next_speech()
    {
        using var speech = new SpeechEncoder(new PcmFrameEncoder(new AudioFormat(AudioCodec.Pcm, Target, 60)));
        Say(speech, 16_000, 0, 60);
        speech.Reset();
        speech.Add(new short[PacketSamples], Target);
        speech.Flush();

        Take(speech).ShouldAllBe(sample => sample == 0);
    }

    /// <summary>A tone of 200 Hz that goes on through the change, in frames of 20 ms.</summary>
    private static void Say(SpeechEncoder speech, int rate, int fromMs, int ms)
    {
        for (var at = 0; at < ms; at += 20)
        {
            var frame = new short[rate * 20 / 1000];
            for (var i = 0; i < frame.Length; i++)
                frame[i] = (short)(8000 * Math.Sin(2 * Math.PI * 200 * (((fromMs + at) / 1000.0) + ((double)i / rate))));
            speech.Add(frame, rate);
        }
    }

    private static short[] Take(SpeechEncoder speech)
    {
        var heard = new List<short>();
        while (speech.TryTake(out var packet))
            using (packet)
                heard.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(packet.Bytes.Span).ToArray());
        return [.. heard];
    }

    private static IEnumerable<double> Loudness(short[] samples) =>
        samples.Chunk(Target / 200).Select(window => Math.Sqrt(window.Average(sample => (double)sample * sample)));
}
