using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.ReplyText;
using VoiceBus.Core.Services;
using VoiceBus.Core.Speaking;
using VoiceBus.Core.Tests.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F4 (L20 L22 L23, S06 S10 S15 S16): what is not for ears is not spoken, whichever provider says it.</summary>
public sealed class F04NotForEarsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderScript _script = new();
    private readonly LlmAdapter _adapter;
    private string _text = "";

    public F04NotForEarsTests() => _adapter = new LlmAdapter(ScriptedService.Of(
        ServiceType.Llm, _time, ScriptedService.Entry<IChatClient>(
            ServiceType.Llm, "one", _script, () => new ScriptedChatClient(_script, _ => [new TextContent(_text)]), _time)));

    [Theory]
    [InlineData("Okay, the user says hi.\n</think>\n\nHello.", "Hello.")]
    [InlineData("<|channel|>analysis<|message|>Think a bit.<|end|><|start|>assistant<|channel|>final<|message|>Hello", "Hello")]
    [InlineData("Sure.\n<tool_call>\n{\"name\": \"nobody_has_it\", \"arguments\": {}}\n</tool_call>", "Sure.")]
    [InlineData("<speed ratio=\"1.05\"/>Hello", "Hello")]
    [InlineData("So $x=\\frac{1}{2}$", "So x=1/2")]
    [InlineData("It is so[citation:1].", "It is so.")]
    [InlineData("See https://www.example.com/a/b?id=123", "See a link")]
    public async Task Only_the_answer_is_heard(string text, string expected) =>
        (await HearAsync(await AskAsync(text))).ShouldBe([expected]);

    [Fact]
    public async Task A_model_that_begins_inside_of_its_thought_is_waited_for_from_the_next_reply_on()
    {
        (await AskAsync("Hm. One. Two.\n</think>\nFirst.")).SelectMany(static reply => reply.Contents).Count(Retraction.Is).ShouldBe(1);

        var second = await AskAsync("Hm again. Three.\n</think>\nSecond.");
        second.SelectMany(static reply => reply.Contents).ShouldAllBe(static content => !Retraction.Is(content));
        string.Concat(second.Select(static reply => reply.Text)).ShouldBe("Second.");

        // It thinks no more: held once, heard again.
        string.Concat((await AskAsync("No thoughts. Plain.")).Select(static reply => reply.Text)).ShouldBe("No thoughts. Plain.");
        (await AskAsync("No thoughts. Plain.")).Count(static reply => reply.Text.Length > 0).ShouldBeGreaterThan(2, "and streamed as it comes");
    }

    [Fact]
    public async Task A_tool_call_in_the_text_is_a_tool_call()
    {
        var declared = AIFunctionFactory.CreateDeclaration("get_time", "", System.Text.Json.JsonElement.Parse("{}"));
        _text = "One moment.<tool_call>{\"name\":\"get_time\",\"arguments\":{\"city\":\"Rome\"}}</tool_call>";
        var call = new FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate>(
            ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "time?")], [declared]));
        await _adapter.HandleAsync(call, CancellationToken.None);

        var contents = call.Replies.SelectMany(static reply => reply.Contents).ToArray();
        string.Concat(contents.OfType<TextContent>().Select(static text => text.Text)).ShouldBe("One moment.");
        contents.OfType<FunctionCallContent>().ShouldHaveSingleItem().Name.ShouldBe("get_time");
    }

    private async Task<List<ChatResponseUpdate>> AskAsync(string text)
    {
        _text = text;
        var call = new FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate>(
            ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "hello")], []));
        await _adapter.HandleAsync(call, CancellationToken.None);
        return call.Replies;
    }

    private async Task<List<string>> HearAsync(List<ChatResponseUpdate> replies)
    {
        var parts = replies.SelectMany(static reply => reply.Contents)
            .Select(static content => Retraction.Is(content) ? ReplyPart.Retraction : new ReplyPart((content as TextContent)?.Text ?? ""));
        var heard = new List<string>();
        await foreach (var sentence in Sentences.Cut(parts.ToAsyncEnumerable(), null, _time, default))
        {
            if (sentence.Retracts)
                heard.Clear();
            else
                heard.Add(sentence.Text);
        }

        return heard;
    }
}
