using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Tests.Conversations;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F6 (L36 L35): the model is told which tools ran, and no turn, however it ended, makes a request a template refuses.</summary>
public sealed class F06ToolsInTheHistoryTests
{
    [Fact]
    public async Task A_tool_that_ran_is_told_though_the_reply_was_interrupted()
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("vendor-id-1", "set_timer", new Dictionary<string, object?> { ["seconds"] = 240, ["name"] = "tea" });
        test.Services.ResultGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Conversation.Post(new DeviceSignal.TextEntered("set a tea timer"));
        await Testing.Providers.Eventually.TrueAsync(() => test.Services.ToolResult is not null);
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.IdleAsync();

        test.Services.ToolCall = null;
        test.Conversation.Post(new DeviceSignal.TextEntered("did you?"));
        var asked = await AskedForAsync(test, "did you?");
        StrictTemplate.Accept(asked);
        var call = asked.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.Name.ShouldBe("set_timer");
        call.Arguments!["name"]!.ToString().ShouldBe("tea");
        asked.SelectMany(static message => message.Contents).OfType<FunctionResultContent>().ShouldHaveSingleItem().Result!.ToString()!.ShouldNotContain("Error");
        asked.Select(static message => message.Role.Value).ShouldBe(["system", "user", "assistant", "tool", "assistant", "user"]);
        await test.IdleAsync();
    }

    [Fact]
    public async Task A_question_that_was_aborted_stays_a_question_and_roles_alternate()
    {
        await using var test = new ConversationHarness();
        test.Services.ModelGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Conversation.Post(new DeviceSignal.TextEntered("why is the sky blue?"));
        (await test.Services.Asked.Reader.ReadAsync()).Count.ShouldBe(2);
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.IdleAsync();

        test.Services.ModelGate = null;
        test.Conversation.Post(new DeviceSignal.TextEntered("what time is it?"));
        var asked = await test.Services.Asked.Reader.ReadAsync();
        StrictTemplate.Accept(asked);
        asked[1].Text.ShouldBe("why is the sky blue?\n(I interrupted you before you answered this.)\nwhat time is it?");
        Core.Services.NewestWords.Of(asked[1]).ShouldBe("what time is it?", "for who answers one question only");
        await test.IdleAsync();
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Pasts)])]
    public void Whatever_happened_the_strictest_template_takes_the_request(HistoryTurn[] past, byte room)
    {
        foreach (var (messages, tokens) in new[] { (1000, 100_000), (room % 20, 100_000), (1000, room * 4) })
        {
            var dialogue = new Dialogue(new ContextBudget(messages, tokens, new EstimatedTokens()));
            dialogue.Recall(new RecalledContext { Turns = past[..(past.Length / 2)] });
            foreach (var turn in past[(past.Length / 2)..])
                dialogue.Commit(turn);

            var asked = dialogue.Ask(new Persona { Prompt = "Be brief." }, "and now?");

            StrictTemplate.Accept(asked);
            asked[^1].Text.ShouldEndWith("and now?");
        }
    }

    public static class Pasts
    {
        private static readonly Gen<string> _asked = Gen.Elements("", " ", "why?", "为什么？", "set a timer");
        private static readonly Gen<string> _played = Gen.Elements("", "Because.", "Because of the", "Your timer rang.");
        private static readonly Gen<string> _ending = Gen.Elements("completed", "interrupted", "failed");
        private static readonly Gen<string> _text = Gen.Elements("", "{}", "{\"a\":1}", "broken {");

        public static Arbitrary<HistoryTurn[]> All() => (
            from asked in _asked
            from played in _played
            from ending in _ending
            from text in _text
            from rounds in Gen.Choose(0, 2)
            from calls in Gen.Choose(1, 3)
            select new HistoryTurn
            {
                Id = "t",
                DeviceId = "d",
                SessionId = "s",
                At = default,
                UserText = asked,
                PlayedText = played,
                Ending = ending,
                Tools = [.. Enumerable.Range(0, rounds).SelectMany(round => Enumerable.Range(0, calls).Select(_ => new ToolUse(round, "tool", text, text)))],
            }).ArrayOf().ToArbitrary();
    }

    private static async Task<IReadOnlyList<ChatMessage>> AskedForAsync(ConversationHarness test, string words)
    {
        while (true)
        {
            var asked = await test.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            if (asked[^1].Text.EndsWith(words, StringComparison.Ordinal))
                return asked;
        }
    }
}
