using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Tests.Conversations;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>B9 (xiaozhi-concurrent): an utterance does not stay open without bound, whoever loses whichever message.</summary>
public sealed class B09ManualModeTests
{
    [Fact]
    public async Task At_long_silence_where_it_is_set()
    {
        var options = new ConversationOptions { Listening = new ListeningOptions { ManualEndSilence = TimeSpan.FromSeconds(2) } };
        await using var test = new ConversationHarness(options);
        test.Services.Transcripts.Writer.TryWrite("good day");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        await test.SpeakAsync(voicedMs: 640, silentMs: 2500);

        await test.Device.WhenLogged("stt good day");
        await test.Device.WhenLogged("stop");
        test.Conversation.Post(new DeviceSignal.ListenStopped());
        await test.IdleAsync();
        test.Events.Of<UtteranceHeard>().Count.ShouldBe(1, "the late stop is none of a new utterance");
    }

    [Fact]
    public async Task Without_it_a_pause_is_a_pause()
    {
        await using var test = new ConversationHarness();
        test.Services.Transcripts.Writer.TryWrite("one and two");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        await test.SpeakAsync(voicedMs: 640, silentMs: 5000);
        await test.SpeakAsync(voicedMs: 640, silentMs: 320);
        test.Conversation.Post(new DeviceSignal.ListenStopped());

        await test.Device.WhenLogged("stt one and two");
        await test.IdleAsync();
        test.Events.Of<VoiceStarted>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task At_the_limit_its_pauses_count_and_what_follows_interrupts_nothing()
    {
        await using var test = new ConversationHarness(new ConversationOptions { Listening = new ListeningOptions { MaxUtterance = TimeSpan.FromSeconds(3) } });
        test.Services.Transcripts.Writer.TryWrite("good day");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        test.Device.Hold();
        await test.SpeakAsync(voicedMs: 640, silentMs: 3200);
        await test.Device.WhenLogged("packet");
        await test.SpeakAsync(voicedMs: 2000, silentMs: 0); // The echo of the answer, or the user who still holds the button.
        test.Device.Resume();

        await test.Device.WhenLogged("How are you?]");
        await test.IdleAsync();
        test.Events.Of<TurnEnded>().ShouldHaveSingleItem().Ending.ShouldBe("completed");
    }

    [Theory]
    [InlineData(ListeningMode.Manual)]
    [InlineData(ListeningMode.Auto)]
    public async Task When_the_microphone_says_nothing_more_at_all(ListeningMode mode)
    {
        await using var test = new ConversationHarness();
        test.Services.Transcripts.Writer.TryWrite("good day");
        test.Conversation.Post(new DeviceSignal.ListenStarted(mode));
        await test.SpeakAsync(voicedMs: 640, silentMs: 0);
        await Testing.Providers.Eventually.TrueAsync(() => test.Events.Of<VoiceStarted>().Count == 1);
        test.Time.Advance(TimeSpan.FromSeconds(41));

        await test.Device.WhenLogged("stt good day");
        await test.IdleAsync();
    }
}
