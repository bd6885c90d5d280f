using VoiceBus.Core.Audio;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Speech.Tests.Opus;

/// <summary>Alone: one measures memory, and the contracts have the pool tell of itself, which costs some.</summary>
[CollectionDefinition(nameof(OpusCodecTests), DisableParallelization = true)]
[Collection(nameof(OpusCodecTests))]
public sealed class OpusCodecTests
{
    private readonly AudioCodecs _codecs = new();

    [Theory]
    [InlineData(16_000, 60)]
    [InlineData(24_000, 5)]
    [InlineData(24_000, 10)]
    [InlineData(24_000, 20)]
    [InlineData(24_000, 40)]
    [InlineData(24_000, 60)]
    [InlineData(24_000, 80)]
    [InlineData(24_000, 100)]
    [InlineData(24_000, 120)]
    [InlineData(48_000, 20)]
    public void SpeechSurvivesTheRoundTrip(int rate, int duration)
    {
        var speech = AudioStreams.Resample(RecordedSpeech.GoForward.Audio, rate);
        using var encoder = _codecs.CreateEncoder(new AudioFormat(AudioCodec.Opus, rate, duration));
        using var decoder = _codecs.CreateDecoder(new AudioFormat(AudioCodec.Opus, rate, duration));
        var (decoded, bytes) = RoundTrip(encoder, decoder, speech.Samples);
        decoder.SampleRate.ShouldBe(16_000);
        var said = speech.Samples.Length / encoder.Format.SamplesPerFrame * encoder.Format.FrameDuration * 16;
        decoded.Count.ShouldBe(said);
        BestCorrelation(RecordedSpeech.GoForward.Audio.Samples, [.. decoded]).ShouldBeGreaterThan(0.75);
        // The rate asked for, within what variable bit rate and 5 ms frames' overhead do to it.
        (bytes * 8.0 / speech.Duration.TotalSeconds).ShouldBeInRange(8_000, 64_000);
    }

    [Fact]
    public async Task SpeechIsStillUnderstoodAfterTheRoundTrip()
    {
        var recording = RecordedSpeech.Named("0880");
        var speech = AudioStreams.Resample(recording.Audio, 24_000);
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultDownlink);
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultDownlink);
        var (decoded, _) = RoundTrip(encoder, decoder, speech.Samples);
        var text = await TestModels.Moonshine.RecognizeAsync(new([.. decoded]), CancellationToken.None);
        WordErrorRate.Of(recording.Words, text).ShouldBeLessThan(0.15, text);
    }

    [Fact]
    public void PacketsOfOtherLengthsThanAnnouncedAreDecoded()
    {
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        foreach (var duration in new[] { 5, 20, 120, 60 })
        {
            using var encoder = _codecs.CreateEncoder(new AudioFormat(AudioCodec.Opus, 24_000, duration));
            using var packet = encoder.Encode(new short[encoder.Format.SamplesPerFrame]);
            decoder.TryDecode(packet.Bytes.Span, out var frame).ShouldBeTrue();
            frame.Length.ShouldBe(duration * 16);
            frame.Dispose();
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x58 })]
    [InlineData(new byte[] { 0x58, 0x00 })]
    public void DtxPacketsAreSilence(byte[] packet)
    {
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        decoder.TryDecode(packet, out var frame).ShouldBeTrue();
        // TOC 0x58: SILK wide band, 60 ms, mono, one frame.
        frame.Length.ShouldBe(960);
        frame.Dispose();
    }

    [Fact]
    public void MalformedPacketsDoNotSpoilTheStream()
    {
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultUplink);
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        using var good = encoder.Encode(RecordedSpeech.GoForward.Audio.Samples.AsSpan(8_000, 960));
        decoder.TryDecode([], out _).ShouldBeFalse();
        // Code 3 with no frame count; code 1 with two frames of unequal length; 63 frames of 60 ms.
        decoder.TryDecode([0x5B], out _).ShouldBeFalse();
        decoder.TryDecode([0x59, 1, 2, 3], out _).ShouldBeFalse();
        decoder.TryDecode([0x5B, 0x3F, 0, 0, 0], out _).ShouldBeFalse();
        decoder.TryDecode(good.Bytes.Span, out var frame).ShouldBeTrue();
        frame.Length.ShouldBe(960);
        frame.Dispose();
    }

    [Fact]
    public void RandomBytesNeverThrow()
    {
        var random = new Random(7);
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var packet = new byte[random.Next(1, 300)];
            random.NextBytes(packet);
            if (decoder.TryDecode(packet, out var frame))
                frame.Dispose();
            else
                refused++;
        }
        refused.ShouldBeInRange(1_000, 4_000);
    }

    [Fact]
    public void AResetEncoderStartsLikeANewOne()
    {
        var samples = RecordedSpeech.GoForward.Audio.Samples.AsSpan(8_000, 960);
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultUplink);
        using var fresh = encoder.Encode(samples);
        using var later = encoder.Encode(samples);
        encoder.Reset();
        using var reset = encoder.Encode(samples);
        reset.Bytes.ToArray().ShouldBe(fresh.Bytes.ToArray());
        later.Bytes.ToArray().ShouldNotBe(fresh.Bytes.ToArray());
    }

    [Fact]
    public void AFrameCostsNoMemory()
    {
        var samples = RecordedSpeech.GoForward.Audio.Samples;
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultUplink);
        using var decoder = _codecs.CreateDecoder(AudioFormat.DefaultUplink);
        Run(encoder, decoder, samples, 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(encoder, decoder, samples, 40);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Run(IFrameEncoder encoder, IFrameDecoder decoder, short[] samples, int frames)
        {
            for (var i = 0; i < frames; i++)
            {
                using var packet = encoder.Encode(samples.AsSpan(i * 960, 960));
                if (decoder.TryDecode(packet.Bytes.Span, out var frame))
                    frame.Dispose();
            }
        }
    }

    [Fact]
    public void AWrongNumberOfSamplesIsRefused()
    {
        using var encoder = _codecs.CreateEncoder(AudioFormat.DefaultDownlink);
        Should.Throw<ArgumentException>(() => encoder.Encode(new short[960]));
    }

    [Theory]
    [InlineData(AudioCodec.Opus, 22_050, 60, "8000, 12000, 16000, 24000, 48000")]
    [InlineData(AudioCodec.Opus, 24_000, 50, "5, 10, 20, 40, 60, 80, 100, 120")]
    [InlineData(AudioCodec.Pcm, 1_000, 60, "8000 to 96000")]
    [InlineData(AudioCodec.Pcm, 16_000, 0, "1 to 1000")]
    public void WhatCannotBeEncodedIsRefusedWithWhatCan(AudioCodec codec, int rate, int duration, string can) =>
        Should.Throw<NotSupportedException>(() => _codecs.CreateEncoder(new AudioFormat(codec, rate, duration))).Message.ShouldContain(can);

    private static (List<short> Decoded, int Bytes) RoundTrip(IFrameEncoder encoder, IFrameDecoder decoder, short[] samples)
    {
        var decoded = new List<short>();
        var bytes = 0;
        var length = encoder.Format.SamplesPerFrame;
        for (var start = 0; start + length <= samples.Length; start += length)
        {
            using var packet = encoder.Encode(samples.AsSpan(start, length));
            bytes += packet.Length;
            decoder.TryDecode(packet.Bytes.Span, out var frame).ShouldBeTrue();
            decoded.AddRange(frame.Samples);
            frame.Dispose();
        }
        return (decoded, bytes);
    }

    // Opus delays by 6.5 ms and more; the best match within 20 ms counts.
    private static double BestCorrelation(short[] original, short[] decoded) =>
        Enumerable.Range(0, 320).Max(delay => Correlation(original, decoded.AsSpan(delay)));

    private static double Correlation(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        return dot / Math.Sqrt(aa * bb);
    }
}
