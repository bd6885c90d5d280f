using VoiceBus.Core.Conversations;
using VoiceBus.Core.Tests.Conversations;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F13 (L45): an emoji behind the last stop, or alone, is shown; nothing else is shown before it.</summary>
public sealed class F13EmotionOfTheLastEmojiTests
{
    [Theory]
    [InlineData("我好难过。|😢", "sad", "我好难过。")]
    [InlineData("I am so sad. |😢", "sad", "I am so sad.")]
    [InlineData("太好了！😎", "cool", "太好了！")]
    public async Task An_emoji_behind_the_sentence_is_its_emotion(string pieces, string emotion, string sentence)
    {
        await using var test = new ConversationHarness();
        test.Services.SpeechGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Services.Words = _ => pieces.Split('|');
        test.Conversation.Post(new DeviceSignal.TextEntered("how are you"));
        // The voice begins when the model has said everything, as it does outside of a test.
        await Testing.Providers.Eventually.TrueAsync(() => test.Services.Open == 1 && test.Services.Syntheses.Count == 1);
        test.Services.SpeechGate.SetResult();
        await test.Device.WhenLogged("stop");

        test.Device.Log.Where(static entry => entry != "packet").ShouldBe(
            ["stt how are you", "start", $"llm {emotion}", $"[{sentence}", $"{sentence}]", "stop"]);
    }

    [Fact]
    public async Task An_emoji_alone_is_an_answer()
    {
        await using var test = new ConversationHarness();
        test.Services.Words = static _ => ["😭"];
        test.Conversation.Post(new DeviceSignal.TextEntered("how are you"));
        await test.Device.WhenLogged("stop");

        test.Device.Log.ShouldBe(["stt how are you", "start", "llm crying", "stop"]);
    }
}
