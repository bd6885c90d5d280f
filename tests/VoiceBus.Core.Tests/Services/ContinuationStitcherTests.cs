using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class ContinuationStitcherTests
{
    [Theory]
    [InlineData("The quick brown", " fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown ", "fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown ", "brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "…brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick bro", "brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "Quick brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "The quick brown fox jumps.", "The quick brown fox jumps.")]
    [InlineData("The quick brown", "The quick brown", "The quick brown")]
    [InlineData("The quick brown", "The quick", "The quick brown")]
    [InlineData("One. Two. One.", "One. Two. One. Three.", "One. Two. One. Three.")]
    [InlineData("I am one and I", "I am two.", "I am one and I am two.")]
    [InlineData("This is a", "apple tree, no, an", "This is a apple tree, no, an")]
    [InlineData("I am sure", "Certainly not.", "I am sure Certainly not.")]
    [InlineData("It is late", ", I know.", "It is late, I know.")]
    [InlineData("It is late.", "Good night.", "It is late.Good night.")]
    [InlineData("今天天气", "天气很好。", "今天天气很好。")]
    [InlineData("今天天气", "很好。", "今天天气很好。")]
    [InlineData("今天天气", "今天天气很好。", "今天天气很好。")]
    [InlineData("", "Hello.", "Hello.")]
    public void Joins_without_repeating_or_dropping_words(string said, string continued, string expected)
    {
        Join(said, continued, 1).ShouldBe(expected, "letter by letter");
        Join(said, continued, 4).ShouldBe(expected, "in pieces");
        Join(said, continued, 100).ShouldBe(expected, "at once");
    }

    [Fact]
    public void Text_that_cannot_be_a_repetition_is_not_held()
    {
        var seam = new ContinuationStitcher("The quick brown fox");
        seam.Pass("jumps").ShouldBe(" jumps");
        seam.IsClosed.ShouldBeTrue();
        seam.Pass(" The").ShouldBe(" The");
    }

    [Property(MaxTest = 500)]
    public Property However_a_reply_is_cut_a_model_that_obeys_makes_it_whole() =>
        Prop.ForAll(Replies().ToArbitrary(), static reply =>
        {
            var (text, cut, from, size) = reply;
            // From the beginning, or from the beginning of any word up to the one that was cut.
            return Join(text[..cut], text[from..], size) == text;
        });

    private static Gen<(string Text, int Cut, int From, int Size)> Replies() =>
        from count in Gen.Choose(2, 12)
        from order in Gen.Shuffle(new[]
        {
            "seven", "ships", "sailed", "slowly", "over", "every", "wide", "ocean", "until", "dusk", "came", "down",
        })
        let text = string.Join(' ', order.Take(count)) + "."
        let starts = Starts(text)
        from word in Gen.Choose(0, starts.Count - 1)
        let end = word + 1 < starts.Count ? starts[word + 1] - 1 : text.Length - 1
        // At least as much of the cut word as tells it from chance.
        from cut in Gen.Choose(Math.Min(starts[word] + 3, end), end)
        from again in Gen.Choose(0, word)
        from size in Gen.Choose(1, 9)
        select (text, cut, starts[again], size);

    private static List<int> Starts(string text) =>
        [.. Enumerable.Range(0, text.Length).Where(at => at == 0 || text[at - 1] == ' ')];

    private static string Join(string said, string continued, int size)
    {
        var seam = new ContinuationStitcher(said);
        var pieces = continued.Chunk(size).Select(piece => seam.Pass(new string(piece)));
        return said + string.Concat(pieces.ToArray()) + seam.Finish();
    }
}
