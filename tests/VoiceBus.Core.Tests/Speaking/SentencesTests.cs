using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Tests.Speaking;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("Hello there. How are you?", "Hello there.|How are you?")]
    [InlineData("Well, I think so. Yes", "Well, I think so.|Yes")]
    [InlineData("In the morning, we walk. Then, after lunch, we rest.", "In the morning,|we walk.|Then, after lunch, we rest.")]
    [InlineData("It is 3.5 km away. Go!", "It is 3.5 km away.|Go!")]
    [InlineData("The total is 1,000,000 people.", "The total is 1,000,000 people.")]
    [InlineData("Dr. Smith met Mrs. Jones. They talked.", "Dr. Smith met Mrs. Jones.|They talked.")]
    [InlineData("Use fruit, e.g. apples. Done.", "Use fruit, e.g. apples.|Done.")]
    [InlineData("In the U.S. Army he served. Yes.", "In the U.S. Army he served.|Yes.")]
    [InlineData("At 5 p.m. we eat. At 6 p.m. We sleep.", "At 5 p.m. we eat.|At 6 p.m.|We sleep.")]
    [InlineData("Room No. 5 is free. No. It is not.", "Room No. 5 is free.|No.|It is not.")]
    [InlineData("J. K. Rowling wrote it. So did I. Really.", "J. K. Rowling wrote it.|So did I.|Really.")]
    [InlineData("Wait... what? Oh!", "Wait...|what?|Oh!")]
    [InlineData("See https://a.io/x.html?q=1,2 now. Ok.", "See https://a.io/x.html?q=1,2 now.|Ok.")]
    [InlineData("He said \"Stop!\" Then he left.", "He said \"Stop!\"|Then he left.")]
    [InlineData("**Note.** Bold ends here.", "**Note.**|Bold ends here.")]
    [InlineData("1. Apples\n2. Pears\n", "1. Apples|2. Pears")]
    [InlineData("What?! No way.", "What?!|No way.")]
    [InlineData("no stop at all", "no stop at all")]
    [InlineData("  \n ", "")]
    [InlineData("你好！今天天气很好，我们去公园吧。好吗？", "你好！|今天天气很好，我们去公园吧。|好吗？")]
    [InlineData("今天的天气很好，我们去公园吧。走吧", "今天的天气很好，|我们去公园吧。|走吧")]
    [InlineData("他说：“走吧！”然后走了。", "他说：“走吧！”|然后走了。")]
    [InlineData("嗯……我想想。好了", "嗯……|我想想。|好了")]
    [InlineData("价格是3.5元。OK.下一个。", "价格是3.5元。|OK.|下一个。")]
    [InlineData("Look:\n```\na = 1.\nb = 2;\n```\nDone.", "Look:|```\na = 1.\nb = 2;\n```|Done.")]
    public async Task Cuts_where_a_speaker_would_pause(string text, string expected)
    {
        (await Cut(text)).ShouldBe(expected.Length == 0 ? [] : expected.Split('|'));
        (await Cut([.. text.Select(static c => c.ToString())])).ShouldBe(expected.Length == 0 ? [] : expected.Split('|'));
    }

    [Theory]
    [InlineData("Good morning to you,", " ", "Good morning to you,")]
    [InlineData("我今天非常高兴", "，", "我今天非常高兴，")]
    [InlineData("Yes! ", "", "Yes!")]
    public async Task Speaks_the_first_clause_before_the_sentence_is_complete(string piece, string next, string expected)
    {
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging([piece, next]), enough.Token).GetAsyncEnumerator();

        (await sentences.MoveNextAsync()).ShouldBeTrue();
        sentences.Current.ShouldBe(expected);

        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await sentences.MoveNextAsync());
    }

    [Fact]
    public async Task Cuts_endless_text_at_a_space()
    {
        var sentences = await Cut(string.Join(' ', Enumerable.Repeat("word", 400)));

        sentences.Count.ShouldBeGreaterThan(4);
        sentences.ShouldAllBe(static s => s.Length <= 400 && s.StartsWith("word") && s.EndsWith("word"));
    }

    [Fact]
    public async Task Cuts_endless_text_without_any_space()
    {
        var text = new string('字', 1000);

        var sentences = await Cut(text);

        sentences.ShouldAllBe(static s => s.Length <= 100);
        string.Concat(sentences).ShouldBe(text);
    }

    [Fact]
    public async Task Never_splits_a_character_in_two()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("😀", 1000));

        var sentences = await Cut(text);

        sentences.ShouldAllBe(static s => !char.IsLowSurrogate(s[0]));
        string.Concat(sentences).ShouldBe(text);
    }

    [Fact]
    public async Task Stops_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging(["Hi"]), stop.Token).GetAsyncEnumerator();
        var next = sentences.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Texts)])]
    public void Keeps_every_character_and_does_not_care_how_text_arrives(Text text)
    {
        var whole = Cut(text.Whole).GetAwaiter().GetResult();
        var pieces = Cut(text.Pieces).GetAwaiter().GetResult();

        pieces.ShouldBe(whole);
        WithoutSpace(string.Concat(whole)).ShouldBe(WithoutSpace(text.Whole));
        whole.ShouldAllBe(static s => s.Length > 0 && s == s.Trim());
    }

    public sealed record Text(string[] Pieces)
    {
        public string Whole => string.Concat(Pieces);

        public override string ToString() => string.Join('¦', Pieces);
    }

    public static class Texts
    {
        private static readonly string[] _parts =
        [
            "a", "word", "Dr", "e.g", "U.S", "p.m", "No", "etc", "3", "3.5", "1,000", "好", "今天天气", "https://a.io/b", "**", "*", "\"", "“", "”",
            ")", " ", " ", " ", ".", ".", "!", "?", ",", ";", ":", "—", "，", "。", "！", "…", "...", "\n", "```", "😀", "-", "_",
        ];

        public static Arbitrary<Text> All() => Gen.Elements(_parts)
            .ArrayOf()
            .Resize(400)
            .SelectMany(static parts => Gen.Choose(1, 7).ArrayOf(), static (parts, sizes) => new Text(Split(string.Concat(parts), sizes)))
            .ToArbitrary();

        private static string[] Split(string text, int[] sizes)
        {
            var pieces = new List<string>();
            for (int at = 0, i = 0; at < text.Length; i++)
            {
                var size = Math.Min(sizes.Length == 0 ? text.Length : sizes[i % sizes.Length], text.Length - at);
                pieces.Add(text.Substring(at, size));
                at += size;
            }

            return [.. pieces];
        }
    }

    private static string WithoutSpace(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));

    private static async Task<List<string>> Cut(params string[] pieces)
    {
        var sentences = new List<string>();
        await foreach (var sentence in Sentences.Cut(pieces.ToAsyncEnumerable(), default))
            sentences.Add(sentence);
        return sentences;
    }

    private static async IAsyncEnumerable<string> Hanging(
        string[] pieces,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var piece in pieces)
            yield return piece;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
