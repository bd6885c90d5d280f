using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>Recognitions run side by side and end in any order; what was said is answered in the order it was said in.</summary>
public sealed class UtteranceOrderTests
{
    private const short FirstHalf = 10_000;
    private const short SecondHalf = 12_000;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Halves_of_a_sentence_are_joined_as_they_were_said_when_the_second_is_understood_first()
    {
        await using var test = new ConversationHarness();
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Services.Transcribe = loudness => loudness == FirstHalf ? first.Task : Task.FromResult<string?>("and that.");
        await SpeakBothAsync(test);
        // The second is recognised and its call over; the first is not.
        await Eventually.TrueAsync(() => test.Services.Open == 1 && !test.Conversation.IsRunning);
        test.Events.Of<UtteranceHeard>().ShouldBeEmpty("nothing is answered before what was said first is known");
        first.SetResult("I want this");
        await test.Device.When(static log => log.Contains("stt I want this and that.") && log[^1] == "stop");

        test.Events.Of<UtteranceHeard>().Select(static heard => heard.Text).ShouldBe(["I want this", "and that."]);
        (await LastAskedAsync(test)).ShouldBe("I want this and that.");
        await test.IdleAsync();
    }

    [Fact]
    public async Task What_cannot_be_understood_holds_nothing_up_that_was_said_after_it()
    {
        await using var test = new ConversationHarness();
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Services.Transcribe = loudness => loudness == FirstHalf ? first.Task : Task.FromResult<string?>("What is up?");
        await SpeakBothAsync(test);
        await Eventually.TrueAsync(() => test.Services.Open == 1 && !test.Conversation.IsRunning);
        first.SetResult(null);
        await test.Device.WhenLogged("stt What is up?");

        await test.IdleAsync();
        test.Events.Of<UtteranceFailed>().ShouldHaveSingleItem().Kind.ShouldBe(nameof(FailureKind.BadResponse));
    }

    [Fact]
    public async Task An_utterance_given_up_by_a_new_listening_leaves_nobody_waiting()
    {
        await using var test = new ConversationHarness();
        test.Services.Transcribe = static _ => Task.FromResult<string?>("What is up?");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Speak(voicedMs: 640, silentMs: 0);
        await test.Events.NextAsync<VoiceStarted>();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Speak(voicedMs: 640, silentMs: 1280);
        await test.Device.WhenLogged("stop");

        test.Events.Of<UtteranceHeard>().Count.ShouldBe(1);
        await test.IdleAsync();
    }

    [Fact]
    public async Task Words_that_wait_for_the_floor_are_not_lost_to_those_that_follow()
    {
        await using var test = new ConversationHarness();
        using var stuck = new ManualResetEventSlim();
        test.Services.Words = messages =>
        {
            if (messages[^1].Text == "old")
                stuck.Wait(_limit);
            return ["Yes."];
        };
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Realtime));
        test.Conversation.Post(new DeviceSignal.TextEntered("old"));
        await test.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(_limit);
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        test.Conversation.Post(new DeviceSignal.TextEntered("one"));
        test.Conversation.Post(new DeviceSignal.TextEntered("two"));
        await Eventually.TrueAsync(() => !test.Conversation.IsRunning);
        stuck.Set();
        await test.Device.WhenLogged("stt one two");
        await test.IdleAsync();
    }

    private static async Task SpeakBothAsync(ConversationHarness test)
    {
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Realtime));
        test.Speak(voicedMs: 640, silentMs: 1024, FirstHalf);
        await Eventually.TrueAsync(() => !test.Conversation.IsRunning);
        test.Speak(voicedMs: 640, silentMs: 1024, SecondHalf);
        await Eventually.TrueAsync(() => test.Events.Of<VoiceStarted>().Count == 2 && !test.Conversation.IsRunning);
    }

    private static async Task<string> LastAskedAsync(ConversationHarness test)
    {
        var asked = await test.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(_limit);
        while (test.Services.Asked.Reader.TryRead(out var later))
            asked = later;
        return asked.Last(static message => message.Role == ChatRole.User).Text;
    }
}
