using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

/// <summary>A model breaks off in the middle of its reply and another one goes on.</summary>
public sealed class LlmFailoverTests
{
    private const string Whole = "Seven ships sailed slowly over every ocean.";
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate> _call =
        new(ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "tell me")], []));

    private Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> _one = _ => [new TextContent(Whole)];
    private Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> _two = _ => [new TextContent(Whole)];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task The_next_model_goes_on_where_the_first_broke_off(int after)
    {
        _first.After = after;
        _first.FailAfterReply = new IOException("cut");
        _two = Obedient;

        await HandleAsync();

        Said().ShouldBe(Whole);
        var asked = _second.Asked.ShouldHaveSingleItem().ShouldBeOfType<ChatMessage[]>();
        asked.Select(message => message.Role).ShouldBe([ChatRole.User, ChatRole.Assistant, ChatRole.User]);
        asked[1].Text.ShouldBe(string.Join(' ', Whole.Split(' ').Take(after)));
        asked.Select(Continuation.IsPartOf).ShouldBe([false, true, true]);
        Outcomes().ShouldBe(["one failed Unavailable", "two ok "]);
    }

    [Fact]
    public async Task A_model_that_starts_over_is_heard_from_where_the_first_broke_off()
    {
        _first.After = 3;
        _first.FailAfterReply = new HttpRequestException("500");

        await HandleAsync();

        Said().ShouldBe(Whole);
    }

    [Fact]
    public async Task Three_models_make_one_reply_and_one_message()
    {
        _first.After = 2;
        _first.FailAfterReply = new IOException("cut");
        _second.After = 3;
        _second.FailAfterReply = new IOException("cut too");
        var third = new ProviderScript();

        await HandleAsync(Entry("three", third, Obedient));

        var replies = _call.Replies;
        string.Concat(replies.Select(update => update.Text)).ShouldBe(Whole);
        replies.ToChatResponse().Messages.ShouldHaveSingleItem();
        third.Asked.ShouldHaveSingleItem().ShouldBeOfType<ChatMessage[]>()[1].Text.ShouldBe("Seven ships sailed");
    }

    [Fact]
    public async Task A_stall_in_the_middle_is_noticed_long_before_the_whole_deadline()
    {
        _first.After = 2;
        _first.HoldAfterReply = true;
        var handling = HandleAsync();
        await HeldAsync(_first);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        handling.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await handling.WaitAsync(_timeout);

        Said().ShouldBe(Whole);
        Outcomes().ShouldBe(["one failed Timeout", "two ok "]);
    }

    [Fact]
    public async Task A_model_that_drips_for_ever_ends_at_the_whole_deadline()
    {
        _one = _ => [.. Enumerable.Range(0, 100).Select(i => new TextContent($"{i}"))];
        _first.Drip = (_time, TimeSpan.FromSeconds(2));
        var handling = HandleAsync();

        for (var i = 1; i < 30; i++)
        {
            await HeldAsync(_first);
            _time.Advance(TimeSpan.FromSeconds(2));
            (await _call.NextReplyAsync()).Text.ShouldStartWith($"{i - 1}");
        }
        await HeldAsync(_first);
        handling.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<ProviderException>(handling.WaitAsync(_timeout))).Kind.ShouldBe(FailureKind.Timeout);
    }

    [Fact]
    public async Task A_tool_that_was_asked_for_is_not_asked_for_again()
    {
        _one = _ => [new TextContent("Let me see."), new FunctionCallContent("1", "light"), new FunctionCallContent("2", "door")];
        _first.After = 4;
        _first.FailAfterReply = new IOException("cut");

        await HandleAsync();

        _call.Replies.SelectMany(update => update.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem().Name.ShouldBe("light");
        _second.Opened.ShouldBe(0, "the caller comes back with the tool's result");
        Outcomes().ShouldBe(["one failed Unavailable"]);
    }

    [Fact]
    public async Task A_spare_may_ask_for_a_tool_after_what_was_said()
    {
        _first.After = 2;
        _first.FailAfterReply = new IOException("cut");
        _two = _ => [new TextContent("ships"), new FunctionCallContent("1", "count")];

        await HandleAsync();

        var contents = _call.Replies.SelectMany(update => update.Contents).ToArray();
        string.Concat(contents.OfType<TextContent>().Select(text => text.Text)).ShouldBe("Seven ships");
        contents[^1].ShouldBeOfType<FunctionCallContent>();
    }

    [Theory]
    [InlineData(ProviderLie.Empty)]
    [InlineData(ProviderLie.Nonsense)]
    public async Task An_answer_without_words_is_a_bad_response_and_another_model_is_asked(ProviderLie lie)
    {
        _first.Lie = lie;

        await HandleAsync();

        Said().ShouldBe(Whole);
        Outcomes().ShouldBe(["one failed BadResponse", "two ok "]);
    }

    [Fact]
    public async Task Words_after_the_end_are_a_bad_response_but_the_answer_is_whole()
    {
        _first.Lie = ProviderLie.Afterthought;

        await HandleAsync();

        Said().ShouldBe(Whole);
        _second.Opened.ShouldBe(0);
        Outcomes().ShouldBe(["one failed BadResponse"]);
    }

    [Fact]
    public async Task When_everybody_breaks_off_the_last_failure_is_told()
    {
        _first.FailAfterReply = new IOException("cut");
        _second.FailAfterReply = new HttpRequestException("no", null, System.Net.HttpStatusCode.TooManyRequests);
        _second.After = 2;

        (await Should.ThrowAsync<ProviderException>(HandleAsync())).Kind.ShouldBe(FailureKind.RateLimited);

        Said().ShouldBe("Seven ships");
    }

    // Begins with the last word again, as it is told to.
    private static IReadOnlyList<AIContent> Obedient(IReadOnlyList<ChatMessage> messages)
    {
        var said = messages.LastOrDefault(message => message.Role == ChatRole.Assistant)?.Text.Split(' ').Length ?? 1;
        return [new TextContent(string.Join(' ', Whole.Split(' ').Skip(said - 1)))];
    }

    private ProviderEntry<IChatClient> Entry(
        string name, ProviderScript script, Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> answer) =>
        ScriptedService.Entry<IChatClient>(ServiceType.Llm, name, script, () => new ScriptedChatClient(script, answer), _time, _events);

    private Task HandleAsync(params ProviderEntry<IChatClient>[] more) => new LlmAdapter(ScriptedService.Of(
        ServiceType.Llm, _time, [Entry("one", _first, m => _one(m)), Entry("two", _second, m => _two(m)), .. more]))
        .HandleAsync(_call, CancellationToken.None);

    private string Said() => string.Concat(_call.Replies.Select(update => update.Text));

    private IEnumerable<string> Outcomes() =>
        _events.Of<ProviderAttempted>().Select(@event => $"{@event.Provider} {@event.Outcome} {@event.Kind}");

    private static async Task HeldAsync(ProviderScript script) =>
        await script.Held.ReadAsync().AsTask().WaitAsync(_timeout);
}
