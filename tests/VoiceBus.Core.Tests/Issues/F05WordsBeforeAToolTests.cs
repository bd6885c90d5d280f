using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Tests.Conversations;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F5 (L37): words before a tool call are spoken at once, and what the model says of the result is a sentence of its own.</summary>
public sealed class F05WordsBeforeAToolTests
{
    [Theory]
    [InlineData("Let me look that up for you.")]
    [InlineData("Let me look that up for you")]
    [InlineData("我来查一下")]
    public async Task Words_before_a_tool_are_played_while_it_runs(string before)
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("1", "calculate");
        test.Services.WordsBeforeTool = before;
        test.Services.ResultGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Services.Words = static _ => ["The answer is", " twenty three."];
        test.Conversation.Post(new DeviceSignal.TextEntered("20 + 3"));

        await test.Device.WhenLogged($"{before}]");
        test.Services.ResultGate.SetResult();
        await test.Device.WhenLogged("stop");

        test.Device.Log.Where(static entry => entry.StartsWith('[')).ShouldBe([$"[{before}", "[The answer is twenty three."]);
    }
}
