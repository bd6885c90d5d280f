using FsCheck.Xunit;
using VoiceBus.Audio.Opus;
using VoiceBus.Device.Tests.Scripted;

namespace VoiceBus.Device.Tests.Opus;

public sealed class OpusTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(120)]
    public void A_tone_survives_encoding_and_decoding_at_the_servers_rate(int frameMs)
    {
        using var encoder = new OpusEncoder(16000, new OpusEncoderSettings());
        using var decoder = new OpusDecoder(24000);
        var frame = 16 * frameMs;
        var tone = Sounds.Tone(16000, 1.2);
        var packet = new byte[OpusEncoder.MaxPacket];
        var heard = new List<short>();
        for (var i = 0; i + frame <= tone.Length; i += frame)
        {
            var length = encoder.Encode(tone.AsSpan(i, frame), packet);
            decoder.TryDecode(packet.AsSpan(0, length), out var pcm).ShouldBeTrue();
            pcm.Length.ShouldBe(24 * frameMs);
            heard.AddRange(pcm);
        }

        Sounds.Rms(heard.ToArray().AsSpan(4800)).ShouldBe(Sounds.Rms(tone), 1000);
    }

    [Fact]
    public void Dtx_makes_silence_almost_nothing()
    {
        using var encoder = new OpusEncoder(16000, new OpusEncoderSettings { Dtx = true });
        var packet = new byte[OpusEncoder.MaxPacket];
        var sizes = Enumerable.Range(0, 50).Select(_ => encoder.Encode(new short[960], packet)).ToList();
        sizes.Count(size => size <= 2).ShouldBeGreaterThan(25);
    }

    [Fact]
    public void An_illegal_frame_length_and_rate_are_refused_in_words()
    {
        using var encoder = new OpusEncoder(16000, new OpusEncoderSettings());
        Should.Throw<InvalidOperationException>(() => encoder.Encode(new short[123], new byte[4000])).Message.ShouldContain("invalid argument");
        Should.Throw<InvalidOperationException>(() => new OpusDecoder(22050));
    }

    [Property(MaxTest = 300)]
    public bool Random_packets_never_crash_and_leave_the_decoder_usable(byte[] packet)
    {
        using var decoder = new OpusDecoder(24000);
        var ok = decoder.TryDecode(packet, out var pcm);
        return ok == !pcm.IsEmpty && decoder.TryDecode(Sounds.Reply(1)[0], out var good) && good.Length == 1440;
    }
}
