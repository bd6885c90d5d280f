using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>F4 F5 F6 F13 (L20 L22 L23 L35 L36 L37 L45 of public reports): what a device hears, sees and is told of what models write.</summary>
public sealed class F04ForEarsTests
{
    [Fact]
    public async Task A_device_hears_the_answer_and_nothing_else()
    {
        await using var odd = await OddVendor.StartAsync(
            VendorReply.Words("Okay, the user says hi.\n</think>\n\n", "Hello."),
            VendorReply.Words("They greet me again.\n</th", "ink>\n", "Hello again."),
            VendorReply.Words("Let me see.", "<tool_call>{\"name\":\"calculate\",\"arguments\":{\"expression\":\"20+3\"}}</tool_call>"),
            VendorReply.Words("The answer is twenty three."),
            VendorReply.Words("<|channel|>analysis<|message|>Sad.<|channel|>final<|message|>", "我好难过。", "😢<|return|>"),
            VendorReply.Words("😭"),
            VendorReply.Words("See [the page](https://a.example/b_(c)) [1]. *waves*"));

        (await HearAsync(odd, "hi")).Text.ShouldEndWith("Hello.");
        (await HearAsync(odd, "hi again")).Sentences.ShouldBe(["Hello again."]);
        (await HearAsync(odd, "twenty and three")).Answer.ShouldBe(["Let me see.", "The answer is twenty three."]);
        var sad = await HearAsync(odd, "how are you");
        sad.Sentences.ShouldBe(["我好难过。"]);
        Emotions(sad).ShouldBe(["sad"]);
        Emotions(await HearAsync(odd, "and now")).ShouldBe(["crying"]);
        (await HearAsync(odd, "bye")).Sentences.ShouldBe(["See the page."]);

        // The tool of the third turn is still told in the last one, and user and assistant take turns.
        var roles = odd.Vendor.Requests[^1].Body.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ToArray();
        roles.ShouldContain("tool");
        var spoken = roles.Where(static role => role != "tool" && role != "system").ToArray();
        spoken.Zip(spoken.Skip(1)).ShouldAllBe(static pair => pair.First != pair.Second || pair.First == "assistant");
    }

    private static Task<HeardTurn> HearAsync(OddVendor odd, string text) => odd.Device.TypeAsync(text, odd.Deadline);

    private static string[] Emotions(HeardTurn turn) =>
        [.. turn.Events.OfType<VoiceBus.Device.MessageReceived>().Select(static received => received.Message).OfType<ServerMessage.Llm>().Select(static llm => llm.Emotion)];
}
