using FsCheck.Xunit;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Tests.Speaking;

public sealed class SpeakableTextTests
{
    [Theory]
    [InlineData("Plain text.", "Plain text.")]
    [InlineData("This is **very** important.", "This is very important.")]
    [InlineData("This is *really* good.", "This is really good.")]
    [InlineData("***Both*** and __under__ and _thin_.", "Both and under and thin.")]
    [InlineData("**half a bold", "half a bold")]
    [InlineData("the other half**", "the other half")]
    [InlineData("Use `dotnet build` now.", "Use dotnet build now.")]
    [InlineData("# Title", "Title")]
    [InlineData("### Deep *title*", "Deep title")]
    [InlineData("- milk\n- bread", "milk bread")]
    [InlineData("- [x] done", "done")]
    [InlineData("1. Apples", "1. Apples")]
    [InlineData("> quoted words", "quoted words")]
    [InlineData("See [the page](https://a.io/b_(c)) please.", "See the page please.")]
    [InlineData("![a cat](cat.png) sits.", "a cat sits.")]
    [InlineData("| Name | Age |", "Name, Age")]
    [InlineData("|---|:---:|", "")]
    [InlineData("---", "")]
    [InlineData("Look: ```python\nprint(1)\n``` done", "Look: done")]
    [InlineData("```\nopen", "")]
    [InlineData("~~old~~ new", "old new")]
    [InlineData("Hello 😀!", "Hello!")]
    [InlineData("😀👨‍👩‍👧🇩🇪", "")]
    [InlineData("I ❤️ it 👍🏽", "I it")]
    [InlineData("(laughs) That is funny.", "That is funny.")]
    [InlineData("*smiles softly* Sure.", "Sure.")]
    [InlineData("Oh [sighs] well.", "Oh well.")]
    [InlineData("*clears throat* Attention.", "Attention.")]
    [InlineData("（笑）真有意思。", "真有意思。")]
    [InlineData("好的【轻声】晚安。", "好的晚安。")]
    [InlineData("*微笑着点头*当然。", "当然。")]
    [InlineData("Paris (the capital of France) is nice.", "Paris (the capital of France) is nice.")]
    [InlineData("北京（中国的首都）很大。", "北京（中国的首都）很大。")]
    [InlineData("3 * 4 = 12", "3 * 4 = 12")]
    [InlineData("3*4 is 12", "3*4 is 12")]
    [InlineData("snake_case_name stays", "snake_case_name stays")]
    [InlineData("As shown [1][^2].", "As shown.")]
    [InlineData("too   many\n\nspaces", "too many spaces")]
    [InlineData("...", "")]
    [InlineData("", "")]
    [InlineData("It is -5 degrees.", "It is -5 degrees.")]
    [InlineData("1️⃣ first", "1 first")]
    public void Keeps_what_can_be_said(string text, string expected) => SpeakableText.From(text).ShouldBe(expected);

    [Property(MaxTest = 300)]
    public void Cleaning_never_throws_and_leaves_no_markup(string? text)
    {
        var plain = SpeakableText.From("**" + text + "** `x`");

        plain.ShouldNotContain("**");
        plain.ShouldNotContain("`");
        plain.ShouldBe(plain.Trim());
    }

    /// <summary>What is said by an operator is one text of up to 2000 characters; sentences of a model are shorter.</summary>
    [Theory]
    [InlineData("- ")]
    [InlineData("-")]
    [InlineData("=")]
    [InlineData("-|")]
    [InlineData("| ")]
    [InlineData(":-")]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("[a](")]
    [InlineData("[a](b(c)")]
    [InlineData("*")]
    [InlineData("_")]
    [InlineData("_a")]
    [InlineData("> ")]
    [InlineData(">")]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\n")]
    [InlineData("`")]
    [InlineData("(a ")]
    [InlineData("(softly laugh")]
    [InlineData("(cry a ")]
    [InlineData("（笑")]
    [InlineData("*smile ")]
    [InlineData("#")]
    [InlineData("- [ ] ")]
    public void However_a_text_is_made_it_takes_no_time_worth_speaking_of(string piece)
    {
        SpeakableText.From("warm");
        var text = string.Concat(Enumerable.Repeat(piece, 2000 / piece.Length));
        foreach (var one in new[] { text, text + "x", "x" + text, text + "\nx" })
        {
            var from = System.Diagnostics.Stopwatch.GetTimestamp();
            SpeakableText.From(one);
            System.Diagnostics.Stopwatch.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
        }
    }
}
