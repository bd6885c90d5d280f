using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Tests.Conversations;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>
/// F7 (L17 L16): what a model thought before it asked for a tool goes back to it with the result, in the same turn; whoever writes the
/// vendor's request puts it where the vendor wants it. It is neither spoken nor told in later turns.
/// </summary>
public sealed class F07ThoughtsBeforeAToolTests
{
    [Fact]
    public async Task A_thought_goes_back_with_the_call_it_led_to_and_no_further()
    {
        await using var test = new ConversationHarness();
        test.Services.Thought = "I need the time.";
        test.Services.ToolCall = new FunctionCallContent("1", "list_timers");
        test.Services.Words = static _ => ["It is noon."];
        test.Conversation.Post(new DeviceSignal.TextEntered("time?"));
        await test.Services.Asked.Reader.ReadAsync();
        var second = await test.Services.Asked.Reader.ReadAsync();

        var asked = second.Single(static message => message.Contents.OfType<FunctionCallContent>().Any());
        asked.Contents.OfType<TextReasoningContent>().ShouldHaveSingleItem().Text.ShouldBe("I need the time.");
        await test.Device.WhenLogged("stop");
        test.Device.Log.Where(static entry => entry.StartsWith('[')).ShouldBe(["[It is noon."]);

        await test.IdleAsync();
        (test.Services.ToolCall, test.Services.Thought) = (null, null);
        test.Conversation.Post(new DeviceSignal.TextEntered("and now?"));
        var later = await test.Services.Asked.Reader.ReadAsync();
        later.SelectMany(static message => message.Contents).OfType<TextReasoningContent>().ShouldBeEmpty();
        StrictTemplate.Accept(later);
        await test.IdleAsync();
    }
}
