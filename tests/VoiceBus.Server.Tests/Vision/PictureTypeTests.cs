using System.Text;
using VoiceBus.Gateway.Vision;

namespace VoiceBus.Server.Tests.Vision;

public sealed class PictureTypeTests
{
    [Theory]
    [InlineData("FFD8FF", "image/jpeg")]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("474946383761", "image/gif")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("524946460000000057454250", "image/webp")]
    [InlineData("424D3A0000000000000036000000280000000100000001000000", "image/bmp")]
    public void Pictures_are_known_by_their_first_bytes(string hex, string type)
    {
        var bytes = Convert.FromHexString(hex);
        PictureType.Of(bytes).ShouldBe(type);
        for (var length = 0; length < bytes.Length; length++)
            PictureType.Of(bytes.AsSpan(0, length)).ShouldBeNull($"the first {length} bytes");
    }

    [Theory]
    [InlineData("BMW is a car, and this is a text about it")]
    [InlineData("RIFF1234WAVEfmt ")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("%PDF-1.7")]
    [InlineData("")]
    public void Nothing_else_is_a_picture(string text) => PictureType.Of(Encoding.ASCII.GetBytes(text)).ShouldBeNull();
}
