using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Tests.Audio;

public sealed class PcmCodecTests
{
    [Fact]
    public void SamplesAreLittleEndian()
    {
        using var encoder = new PcmFrameEncoder(new AudioFormat(AudioCodec.Pcm, 8_000, 1));
        using var packet = encoder.Encode([1, -2, 256, 0, 0, 0, 0, short.MinValue]);
        packet.Bytes.ToArray().ShouldBe<byte>([1, 0, 0xFE, 0xFF, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]);
    }

    [Fact]
    public void WhatIsEncodedIsDecoded()
    {
        var format = new AudioFormat(AudioCodec.Pcm, 16_000, 60);
        var samples = Enumerable.Range(0, 960).Select(static i => (short)(i * 31)).ToArray();
        using var encoder = new PcmFrameEncoder(format);
        using var packet = encoder.Encode(samples);
        using var decoder = new PcmFrameDecoder(16_000, 16_000);
        decoder.TryDecode(packet.Bytes.Span, out var frame).ShouldBeTrue();
        frame.Samples.ToArray().ShouldBe(samples);
        frame.Dispose();
    }

    [Fact]
    public void AnotherRateIsResampled()
    {
        using var decoder = new PcmFrameDecoder(24_000, 16_000);
        var total = 0;
        for (var i = 0; i < 10; i++)
        {
            decoder.TryDecode(new byte[24_000 / 1000 * 60 * 2], out var frame).ShouldBeTrue();
            frame.SampleRate.ShouldBe(16_000);
            total += frame.Length;
            frame.Dispose();
        }
        // The filter's look-ahead (1 ms) stays inside.
        total.ShouldBeInRange(9_600 - 20, 9_600);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(641)]
    public void HalfASampleIsMalformed(int length)
    {
        using var decoder = new PcmFrameDecoder(16_000, 16_000);
        decoder.TryDecode(new byte[length], out _).ShouldBeFalse();
        decoder.TryDecode(new byte[640], out var frame).ShouldBeTrue();
        frame.Dispose();
    }

    [Fact]
    public void AFrameOfAnotherLengthIsRefused()
    {
        using var encoder = new PcmFrameEncoder(new AudioFormat(AudioCodec.Pcm, 24_000, 60));
        Should.Throw<ArgumentException>(() => encoder.Encode(new short[1_439]));
    }
}
