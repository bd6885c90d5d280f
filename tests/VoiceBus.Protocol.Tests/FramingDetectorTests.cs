namespace VoiceBus.Protocol.Tests;

public sealed class FramingDetectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_framed_is_known_by_its_first_message(int version)
    {
        foreach (var length in new[] { 1, 2, 60, 300, 1275 })
        {
            var message = new byte[BinaryFraming.HeaderSize(version) + length];
            message.AsSpan().Fill(0x6b);
            BinaryFraming.WriteHeader(version, message, length, 12345);
            FramingDetector.VersionOf(message).ShouldBe(version);
        }
    }

    [Theory]
    [InlineData("6b83")] // DTX.
    [InlineData("00")]
    [InlineData("00000010aabb")] // Promises more than there is.
    [InlineData("00000001aabb")] // Or less.
    [InlineData("00000000")]
    [InlineData("0002000000000000000000000000000")]
    public void What_is_not_exactly_a_header_and_its_packet_is_plain(string message) =>
        FramingDetector.VersionOf(Convert.FromHexString(message[..(message.Length & ~1)])).ShouldBe(1);
}
