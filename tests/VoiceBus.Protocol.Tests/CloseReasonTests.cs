using System.Text;

namespace VoiceBus.Protocol.Tests;

public sealed class CloseReasonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("bye")]
    [InlineData("维护")]
    public void What_fits_is_left_as_it_is(string reason) => CloseReason.Fit(reason).ShouldBe(reason);

    [Theory]
    [InlineData("维", 41)] // Three bytes each.
    [InlineData("x", 123)]
    [InlineData("é", 61)]
    [InlineData("😀", 30)]
    [InlineData("👨‍👩‍👧", 6)] // 18 bytes that are one character to whoever reads it.
    public void What_does_not_fit_is_cut_between_two_characters(string character, int fitting)
    {
        var reason = string.Concat(Enumerable.Repeat(character, 130));

        CloseReason.Fit(reason).ShouldBe(string.Concat(Enumerable.Repeat(character, fitting)));
    }

    [Fact]
    public void Broken_characters_are_replaced_because_no_socket_sends_them()
    {
        var fitted = CloseReason.Fit("a\ud800b\udc00");

        fitted.ShouldBe("a\ufffdb\ufffd");
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(fitted).ShouldBe(8);
    }
}
