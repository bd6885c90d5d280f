using System.Text;
using System.Text.Json;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Tests.Thinking;

public sealed class ToolResultsTests
{
    [Theory]
    [InlineData('a')]
    [InlineData('声')]
    public void A_long_result_keeps_its_beginning_and_says_that_it_was_cut(char letter)
    {
        var result = ToolResults.Limit(new string(letter, 100_000)).ShouldBeOfType<string>();
        Encoding.UTF8.GetByteCount(result).ShouldBeInRange(ToolResults.MaxBytes - 8, ToolResults.MaxBytes + 80);
        result.ShouldStartWith($"{letter}{letter}");
        result.ShouldContain("[cut: the whole result has");
    }

    [Fact]
    public void No_character_is_cut_in_half()
    {
        for (var offset = 0; offset < 4; offset++)
        {
            var cut = (string)ToolResults.Limit(new string('x', offset) + string.Concat(Enumerable.Repeat("😀", 5000)))!;
            cut.ShouldNotContain('\ufffd');
            Should.NotThrow(() => new UTF8Encoding(false, true).GetBytes(cut));
        }
    }

    [Fact]
    public void A_short_result_stays_what_it_is()
    {
        var json = JsonElement.Parse("""{"a":1}""");
        ToolResults.Limit(json).ShouldBe(json);
        ToolResults.Limit("fine").ShouldBe("fine");
        ToolResults.Limit(null).ShouldBeNull();
    }
}
