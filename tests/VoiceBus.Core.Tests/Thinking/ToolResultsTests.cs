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
    public void Of_JSON_that_was_cut_the_model_knows_what_it_was()
    {
        var list = JsonSerializer.SerializeToElement(Enumerable.Range(0, 5000).Select(static i => new { i }));
        ((string)ToolResults.Limit(list)!).ShouldEndWith("bytes and is JSON, a list of 5000 items; what is above ends in the middle of it]");
        ((string)ToolResults.Limit($$"""{"a":"{{new string('x', 20_000)}}"}""")!).ShouldEndWith("bytes and is JSON; what is above ends in the middle of it]");
        ((string)ToolResults.Limit("[not JSON " + new string('x', 20_000))!).ShouldEndWith("bytes]");
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
