using VoiceBus.Audio.Opus;
using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Tests.Audio;

public sealed class PacketDurationTests
{
    private static readonly AudioFormat _opus = AudioFormat.DefaultUplink;

    [Theory]
    [InlineData(0b00000_000, 10)] // SILK
    [InlineData(0b00011_000, 60)]
    [InlineData(0b01011_000, 60)]
    [InlineData(0b01100_000, 10)] // Hybrid
    [InlineData(0b01111_000, 20)]
    [InlineData(0b10000_000, 2.5)] // CELT
    [InlineData(0b11111_000, 20)]
    [InlineData(0b11111_001, 40)]
    [InlineData(0b00011_010, 120)]
    public void It_is_read_off_the_first_byte(byte first, double milliseconds) =>
        PacketDuration.Of(_opus, [first, 1, 2]).TotalMilliseconds.ShouldBe(milliseconds);

    [Fact]
    public void A_packet_of_many_frames_says_how_many()
    {
        PacketDuration.Of(_opus, [0b11111_011, 3]).TotalMilliseconds.ShouldBe(60);
        PacketDuration.Of(_opus, [0b00011_011, 0x3f]).ShouldBe(PacketDuration.Longest, "which is more than there is");
        PacketDuration.Of(_opus, [0b11111_011]).TotalMilliseconds.ShouldBe(20);
        PacketDuration.Of(_opus, [0b11111_011, 0]).ShouldBe(PacketDuration.Shortest);
    }

    [Fact]
    public void Samples_count_by_their_rate_and_nothing_is_less_than_the_shortest_frame()
    {
        var pcm = new AudioFormat(AudioCodec.Pcm, 16_000, 60);
        PacketDuration.Of(pcm, new byte[1920]).TotalMilliseconds.ShouldBe(60);
        PacketDuration.Of(pcm, new byte[2]).ShouldBe(PacketDuration.Shortest);
        PacketDuration.Of(_opus, []).ShouldBe(PacketDuration.Shortest);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(60)]
    public void An_encoder_agrees(int milliseconds)
    {
        using var encoder = new OpusEncoder(16_000, new OpusEncoderSettings());
        var packet = new byte[OpusEncoder.MaxPacket];
        var length = encoder.Encode(new short[16 * milliseconds], packet);
        PacketDuration.Of(_opus, packet.AsSpan(0, length)).TotalMilliseconds.ShouldBe(milliseconds);
    }
}
