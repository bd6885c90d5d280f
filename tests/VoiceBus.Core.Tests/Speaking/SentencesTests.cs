using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.ReplyText;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Tests.Speaking;

public sealed class SentencesTests
{
    // Time stands still: nothing pauses.
    private static readonly FakeTimeProvider _still = new();

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
    [InlineData("See https://a.io/x.html?q=1,2 now. Ok.", "See a link now.|Ok.")]
    [InlineData("He said \"Stop!\" Then he left.", "He said \"Stop!\"|Then he left.")]
    [InlineData("**Note.** Bold ends here.", "Note.|Bold ends here.")]
    [InlineData("1. Apples\n2. Pears\n", "1. Apples|2. Pears")]
    [InlineData("What?! No way.", "What?!|No way.")]
    [InlineData("no stop at all", "no stop at all")]
    [InlineData("  \n ", "")]
    [InlineData("你好！今天天气很好，我们去公园吧。好吗？", "你好！|今天天气很好，我们去公园吧。|好吗？")]
    [InlineData("今天的天气很好，我们去公园吧。走吧", "今天的天气很好，|我们去公园吧。|走吧")]
    [InlineData("他说：“走吧！”然后走了。", "他说：“走吧！”|然后走了。")]
    [InlineData("嗯……我想想。好了", "嗯……|我想想。|好了")]
    [InlineData("价格是3.5元。OK.下一个。", "价格是3.5元。|OK.|下一个。")]
    [InlineData("Look:\n```\na = 1.\nb = 2;\n```\nDone.", "Look:|Done.")]
    public async Task Cuts_where_a_speaker_would_pause(string text, string expected)
    {
        (await Cut(text)).ShouldBe(expected.Length == 0 ? [] : expected.Split('|'));
        (await Cut([.. text.Select(static c => c.ToString())])).ShouldBe(expected.Length == 0 ? [] : expected.Split('|'));
    }

    [Theory]
    [InlineData("Good morning to you,", " ", "Good morning to you,")]
    [InlineData("我今天非常高兴", "，", "我今天非常高兴，")]
    [InlineData("Yes! ", "", "Yes!")]
    [InlineData("好的。", "", "好的。")]
    [InlineData("真的？", "", "真的？")]
    [InlineData("नमस्ते।", "", "नमस्ते।")]
    [InlineData("هل أنت هنا؟", "", "هل أنت هنا؟")]
    [InlineData("جی ہاں۔", "", "جی ہاں۔")]
    public async Task Speaks_the_first_clause_before_the_sentence_is_complete(string piece, string next, string expected)
    {
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging([piece, next]), null, _still, enough.Token).GetAsyncEnumerator();

        (await sentences.MoveNextAsync()).ShouldBeTrue();
        sentences.Current.Text.ShouldBe(expected);

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

    [Theory]
    [InlineData("𠀀")]
    [InlineData("กำ่")]
    [InlineData("कि")]
    [InlineData("e\u0301\u0302")]
    [InlineData("각")]
    public async Task Never_splits_a_character_in_two(string character)
    {
        var sentences = await Cut(string.Concat(Enumerable.Repeat(character, 1000)));

        sentences.Count.ShouldBeGreaterThan(1);
        sentences.ShouldAllBe(sentence => sentence.Length % character.Length == 0 && sentence.StartsWith(character));
        string.Concat(sentences).Length.ShouldBe(1000 * character.Length);
    }

    [Theory]
    [InlineData("It is done.", "It is done.")]
    [InlineData("It is \"done.\"", "It is \"done.\"")]
    [InlineData("Is it done?", "Is it done?")]
    [InlineData("Well…", "Well…")]
    public async Task A_model_that_pauses_behind_a_stop_has_finished_its_sentence(string text, string expected)
    {
        var time = new FakeTimeProvider();
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging([text]), null, time, enough.Token).GetAsyncEnumerator();
        var next = sentences.MoveNextAsync().AsTask();
        next.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromMilliseconds(300));

        (await next.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        sentences.Current.Text.ShouldBe(expected);
        await enough.CancelAsync();
    }

    [Theory]
    [InlineData("I met Dr.")]
    [InlineData("It is")]
    [InlineData("See [this")]
    [InlineData("1.")]
    public async Task A_pause_within_a_sentence_ends_nothing(string text)
    {
        var time = new FakeTimeProvider();
        using var enough = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging([text]), null, time, enough.Token).GetAsyncEnumerator();
        var next = sentences.MoveNextAsync().AsTask();

        time.Advance(TimeSpan.FromMilliseconds(300));
        await Task.Yield();

        next.IsCompleted.ShouldBeFalse();
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Stops_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        await using var sentences = Sentences.Cut(Hanging(["Hi"]), null, _still, stop.Token).GetAsyncEnumerator();
        var next = sentences.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Texts)])]
    public void It_does_not_matter_how_text_arrives(Text text)
    {
        var whole = Cut(text.Whole).GetAwaiter().GetResult();
        var pieces = Cut(text.Pieces).GetAwaiter().GetResult();

        pieces.ShouldBe(whole);
        Cut(Filter([text.Whole])).GetAwaiter().GetResult().ShouldBe(Cut(Filter(text.Pieces)).GetAwaiter().GetResult());
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
            "<", ">", "<b>", "</b>", "<think>", "</think>", "<|end|>", "[", "]", "(", "[1]", "](https://a.io)", "$", "\\frac{1}{2}", "\\", "&amp;", "#", "|",
            "~", "=", ":)", "XD", "（笑）", "*smiles*", "laughs", "।", "؟", "สวัสดี", "\u200B", "\u200D", "www.", "<!--", "-->", "{", "}", "！", "？", "»", "«", "'",
            "<tool_call>", "</tool_call>", "{\"name\":\"get_time\",\"arguments\":{}}", "[THINK]", "[/THINK]", "<|channel|>", "<|message|>", "final", "analysis",
            "<|start|>", "assistant", "user", "```json\n", "Action: get_time\n", "<｜", "▁", "｜>", "[get_time()]",
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

    private static async Task<List<string>> Cut(params string[] pieces)
    {
        var sentences = new List<string>();
        await foreach (var sentence in Sentences.Cut(pieces.Select(static piece => new ReplyPart(piece)).ToAsyncEnumerable(), null, _still, default))
            sentences.Add(sentence.Text);
        return [.. sentences.Where(static text => text.Length > 0)];
    }

    // What is retracted on the way is said again by neither.
    private static string[] Filter(string[] pieces)
    {
        var filter = new ReplyTextFilter(["get_time"], new ThinkingHabit());
        var said = new List<string>();
        foreach (var content in pieces.SelectMany(filter.Pass).Concat(filter.Finish()))
        {
            if (Retraction.Is(content))
                said.Clear();
            else if (content is TextContent text)
                said.Add(text.Text);
        }

        return [.. said];
    }

    private static async IAsyncEnumerable<ReplyPart> Hanging(
        string[] pieces,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var piece in pieces)
            yield return new ReplyPart(piece);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
