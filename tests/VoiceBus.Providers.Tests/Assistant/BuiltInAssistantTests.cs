using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Core.Speaking;
using VoiceBus.Providers.Assistant;

namespace VoiceBus.Providers.Tests.Assistant;

public sealed class BuiltInAssistantTests
{
    [Theory]
    [InlineData("Hello!", "Hello! How can I help you?")]
    [InlineData("good morning", "Hello! How can I help you?")]
    [InlineData("Hey, how are you?", "I am fine, thank you. What can I do for you?")]
    [InlineData("你好", "你好！我能帮你什么？")]
    [InlineData("Thank you very much.", "You are welcome!")]
    [InlineData("谢谢你", "不客气！")]
    [InlineData("Okay, goodbye.", "Goodbye, take care!")]
    [InlineData("再见", "再见，保重！")]
    public async Task Is_polite(string said, string reply) => (await Talk.AskAsync(said)).ShouldBe(reply);

    [Theory]
    [InlineData("What time is it?", "It is 3:05 PM.")]
    [InlineData("what's the time", "It is 3:05 PM.")]
    [InlineData("What time is it in Tokyo?", "It is 12:05 AM in Tokyo.")]
    [InlineData("What day is it today?", "Today is Wednesday, March 4, 2026.")]
    [InlineData("what's the date tomorrow?", "Tomorrow is Thursday, March 5, 2026.")]
    [InlineData("现在几点了？", "现在是下午3点5分。")]
    [InlineData("北京现在几点？", "北京现在是晚上11点5分。")]
    [InlineData("今天星期几？", "今天是2026年3月4日，星期三。")]
    public async Task Knows_the_time(string said, string reply) => (await Talk.AskAsync(said)).ShouldBe(reply);

    [Fact]
    public async Task Answers_the_question_itself_when_another_model_broke_off()
    {
        ChatMessage[] asked = [new(ChatRole.User, "What time is it?")];
        using var assistant = new BuiltInAssistant(new Talk().Time);

        var reply = await assistant.GetResponseAsync(Continuation.Of(asked, "It is 3"));

        reply.Text.ShouldContain("It is 3:05 PM.");
    }

    [Fact]
    public async Task Asks_the_clock_tool_where_there_is_one()
    {
        var zones = new List<string?>();
        var clock = AIFunctionFactory.Create(
            (string? timezone = null) =>
            {
                zones.Add(timezone);
                return new { time = "2031-07-08T09:10:00+02:00", weekday = "Tuesday" };
            },
            "get_current_time");
        var talk = new Talk(clock);

        (await talk.SayAsync("What time is it?")).ShouldBe("It is 9:10 AM.");
        (await talk.SayAsync("what time is it in New York")).ShouldBe("It is 9:10 AM in New York.");

        zones.ShouldBe([null, "America/New_York"]);
    }

    [Fact]
    public async Task Knows_the_time_although_the_clock_tool_fails()
    {
        var broken = AIFunctionFactory.Create(new Func<string>(static () => throw new InvalidOperationException("broken")), "get_current_time");

        (await new Talk(broken).SayAsync("What time is it?")).ShouldBe("It is 3:05 PM.");
    }

    [Fact]
    public async Task Remembers_a_name_by_the_history()
    {
        var talk = new Talk();

        (await talk.SayAsync("What is my name?")).ShouldBe("You have not told me your name yet.");
        (await talk.SayAsync("My name is anna.")).ShouldBe("Nice to meet you, Anna!");
        await talk.SayAsync("What time is it?");
        (await talk.SayAsync("Do you know my name?")).ShouldBe("Your name is Anna.");
        await talk.SayAsync("Call me Bob");
        (await talk.SayAsync("what's my name")).ShouldBe("Your name is Bob.");
        (await talk.SayAsync("我叫小明。")).ShouldBe("很高兴认识你，小明！");
        (await talk.SayAsync("我叫什么名字？")).ShouldBe("你叫小明。");
    }

    [Fact]
    public async Task Repeats_what_it_said()
    {
        var talk = new Talk();
        (await talk.SayAsync("Say that again.")).ShouldBe("I have not said anything yet.");
        await talk.SayAsync("What is 2 plus 2?");

        (await talk.SayAsync("Can you repeat that please?")).ShouldBe("2 plus 2 is 4.");
        (await talk.SayAsync("再说一遍")).ShouldBe("2 plus 2 is 4.");
    }

    [Theory]
    [InlineData("What can you do?")]
    [InlineData("who are you")]
    public async Task Says_what_it_can(string said) => (await Talk.AskAsync(said)).ShouldContain("set timers");

    [Theory]
    [InlineData("How is the weather on Mars?", "I heard: How is the weather on Mars.")]
    [InlineData("量子力学怎么样？", "我听到的是：量子力学怎么样。")]
    public async Task Admits_what_it_does_not_know(string said, string reply) => (await Talk.AskAsync(said)).ShouldStartWith(reply);

    [Theory]
    [InlineData("Count to seven.", "One, two, three, four, five. Six, seven.")]
    [InlineData("count from 98 to 100", "Ninety-eight, ninety-nine, one hundred.")]
    [InlineData("count down from three", "Three, two, one.")]
    [InlineData("从一数到六", "一，二，三，四，五。六。")]
    [InlineData("数到十二", "一，二，三，四，五。六，七，八，九，十。十一，十二。")]
    [InlineData("count to a million", "That would take too long. I count to a hundred at most.")]
    public async Task Counts(string said, string reply) => (await Talk.AskAsync(said)).ShouldBe(reply);

    [Theory]
    [InlineData("Tell me a story!")]
    [InlineData("给我讲个故事吧")]
    public async Task Tells_a_story_of_several_sentences(string said)
    {
        var story = await Talk.AskAsync(said);

        var sentences = new List<Sentence>();
        await foreach (var sentence in Sentences.Cut(new[] { new ReplyPart(story) }.ToAsyncEnumerable(), null, TimeProvider.System, default))
            sentences.Add(sentence);
        sentences.Count.ShouldBeGreaterThanOrEqualTo(7);
    }

    [Theory]
    [InlineData("Hello", 4)]
    [InlineData("你好", 4)]
    public async Task Streams_like_a_model(string said, int atLeast)
    {
        using var assistant = new BuiltInAssistant(TimeProvider.System);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in assistant.GetStreamingResponseAsync([new(ChatRole.User, said)]))
            updates.Add(update);

        updates.Count(static u => u.Text.Length > 0).ShouldBeGreaterThanOrEqualTo(atLeast);
        updates.ShouldAllBe(static u => u.Text.Length < 15 && u.Role == ChatRole.Assistant);
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        Emotions.TryFind(string.Concat(updates.Select(static u => u.Text)), out var emotion).ShouldBeTrue();
        emotion.Name.ShouldBe("happy");
    }

    [Fact]
    public async Task Stops_when_told_to()
    {
        using var assistant = new BuiltInAssistant(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var seen = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in assistant.GetStreamingResponseAsync([new(ChatRole.User, "tell me a story")], null, stop.Token))
            {
                seen++;
                await stop.CancelAsync();
            }
        });

        seen.ShouldBe(1);
    }

    [Theory]
    [InlineData("set a timer for 99999999999999999999999999999 million hours")]
    [InlineData("九亿亿亿亿亿亿加一等于多少")]
    [InlineData("what is 99999999999999999999 times 99999999999999999999")]
    [InlineData("convert 79228162514264337593543950335 miles to inches")]
    [InlineData("9 to the power of 9 to the power of 9")]
    public async Task Survives_numbers_nobody_can_mean(string said) => (await Talk.AskAsync(said)).ShouldNotBeEmpty();

    [Property(MaxTest = 300, Arbitrary = [typeof(Sayings)])]
    public void Has_an_answer_to_everything(string said)
    {
        var reply = Talk.AskAsync(said).GetAwaiter().GetResult();

        reply.ShouldNotBeEmpty();
        reply.ShouldBe(Talk.AskAsync(said).GetAwaiter().GetResult());
    }

    public static class Sayings
    {
        private static readonly string[] _parts =
        [
            "what", "is", "time", "timer", "set", "a", "an", "for", "and", "half", "hundred", "million", "twelve", "7", "3.5", "-", "+", "(", ")",
            "%", "divided by", "zero", "minutes", "hour", "miles", "to", "celsius", "in", "remind me", "my name is", "cancel", "count", "story",
            "?", ".", "三", "百", "万亿", "点", "半", "加", "等于", "几", "分钟", "后提醒我", "计时器", "公里", "摄氏度", "我叫", "取消", "😀", "\ud83d",
        ];

        public static Arbitrary<string> All() => Gen.Elements(_parts).ArrayOf()
            .SelectMany(static _ => Gen.Elements(" ", ""), static (parts, space) => string.Join(space, parts)).ToArbitrary();
    }

    [Fact]
    public async Task Greets_when_nothing_was_said()
    {
        using var assistant = new BuiltInAssistant(TimeProvider.System);

        (await assistant.GetResponseAsync([new(ChatRole.System, "x")])).Text.ShouldContain("Hello");
    }
}
