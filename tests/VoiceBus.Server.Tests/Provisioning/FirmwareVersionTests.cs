using FsCheck.Xunit;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class FirmwareVersionTests
{
    [Theory]
    [InlineData("1.9.9", "1.10.0")]
    [InlineData("1.10", "1.10.0")]
    [InlineData("2.4.2", "10")]
    [InlineData("0.0.0", "0.0.1")]
    public void Parts_are_compared_as_numbers(string older, string newer)
    {
        Read(older).CompareTo(Read(newer)).ShouldBeLessThan(0);
        Read(newer).CompareTo(Read(older)).ShouldBeGreaterThan(0);
        Read(newer).CompareTo(Read(newer)).ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.2")]
    [InlineData("1..2")]
    [InlineData("1.2-beta")]
    [InlineData("1.99999999999")]
    [InlineData("1.2.3.4.5.6.7.8.9")]
    [InlineData(" 1")]
    public void What_would_crash_a_board_is_no_version(string text) => FirmwareVersion.TryParse(text, out _).ShouldBeFalse();

    [Property]
    public bool Whatever_is_taken_reads_the_same_when_written(string text) =>
        text is null || !FirmwareVersion.TryParse(text, out var version) || version.ToString() == text;

    private static FirmwareVersion Read(string text)
    {
        FirmwareVersion.TryParse(text, out var version).ShouldBeTrue();
        return version;
    }
}
