using Microsoft.Extensions.AI;
using Xunit;

namespace VoiceBus.Testing;

/// <summary>
/// What is expected of every <see cref="IChatClient"/> that is a llm provider: derive from it, say how one is made, and run. A vendor's
/// model is best asked of a server of your own that stands in for the vendor.
/// </summary>
public abstract partial class ChatClientContract : ProviderContract
{
    /// <summary>A question it answers in words.</summary>
    protected virtual string Question => "Hello!";

    /// <summary>Makes one that works. The fact disposes it.</summary>
    protected abstract IChatClient Create();

    /// <summary>Makes one that will fail at its first call, such as with a wrong key or where nobody listens; null where nothing can fail.</summary>
    protected abstract IChatClient? CreateFailing();

    /// <summary>Words come in the stream.</summary>
    [Fact]
    public async Task A_question_is_answered_in_words()
    {
        using var client = Create();
        Assert.False(string.IsNullOrWhiteSpace(TextOf(await AskAsync(client))), "it said nothing");
    }

    /// <summary>Also without a stream.</summary>
    [Fact]
    public async Task The_whole_answer_can_be_asked_for_at_once()
    {
        using var client = Create();
        var response = await InTimeAsync(client.GetResponseAsync([new(ChatRole.User, Question)], Options()), "an answer");
        Assert.False(string.IsNullOrWhiteSpace(response.Text), "it said nothing");
    }

    /// <summary>A persona's instructions go before what was said.</summary>
    [Fact]
    public async Task A_dialogue_with_instructions_and_a_past_is_answered()
    {
        using var client = Create();
        var answer = await AskAsync(
            client, [new(ChatRole.System, "Be brief."), new(ChatRole.User, Question), new(ChatRole.Assistant, "Hello! How can I help you?"), new(ChatRole.User, Question)]);
        Assert.False(string.IsNullOrWhiteSpace(TextOf(answer)), "it said nothing");
    }

    /// <summary>Tools are offered with every question of a session that has some: a model that cannot use them leaves them.</summary>
    [Fact]
    public async Task Tools_that_are_offered_are_used_or_left()
    {
        using var client = Create();
        var answer = await AskAsync(client, options: Options(Tool));
        var calls = answer.SelectMany(static update => update.Contents).OfType<FunctionCallContent>().ToList();
        Assert.All(calls, static call => Assert.Equal(Tool.Name, call.Name));
        Assert.All(calls, static call => Assert.False(string.IsNullOrEmpty(call.CallId), "a call needs an id to be answered"));
        Assert.True(calls.Count > 0 || !string.IsNullOrWhiteSpace(TextOf(answer)), "it neither spoke nor asked a tool");
    }

    /// <summary>What a tool answered comes back as part of the dialogue.</summary>
    [Fact]
    public async Task A_dialogue_with_a_tools_answer_in_it_is_answered()
    {
        using var client = Create();
        var answer = await AskAsync(
            client,
            [
                new(ChatRole.User, Question),
                new(ChatRole.Assistant, [new FunctionCallContent("call-1", Tool.Name, new Dictionary<string, object?> { ["city"] = "London" })]),
                new(ChatRole.Tool, [new FunctionResultContent("call-1", "It rains.")]),
            ],
            Options(Tool));
        Assert.NotEmpty(answer.SelectMany(static update => update.Contents));
    }

    /// <summary>One client is asked by all calls at the same time.</summary>
    [Fact]
    public async Task Questions_at_the_same_time_are_each_answered()
    {
        using var client = Create();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(client)));
        Assert.All(answers, static answer => Assert.False(string.IsNullOrWhiteSpace(TextOf(answer)), "it said nothing"));
    }

    /// <summary>A failure says whose it is, and no secret.</summary>
    [Fact]
    public async Task A_failure_is_a_ProviderException_that_names_the_provider_and_no_secret()
    {
        if (CreateFailing() is not { } client)
            return;
        using (client)
            await FailsAsync(ServiceType.Llm, () => DrainAsync(client, Question, CancellationToken.None));
    }
}
