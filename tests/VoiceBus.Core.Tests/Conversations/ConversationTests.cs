using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Tests.Conversations;

public sealed class ConversationTests
{
    [Fact]
    public async Task Typed_text_is_answered_sentence_by_sentence_between_start_and_stop()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Device.WhenLogged("stop");

        test.Device.Log.Where(entry => entry != "packet").ShouldBe(
            ["stt hi", "start", "llm happy", "[Hello there.", "Hello there.]", "[How are you?", "How are you?]", "stop"]);
    }

    [Fact]
    public async Task Spoken_words_are_heard_to_their_end_and_answered()
    {
        await using var test = new ConversationHarness();
        test.Services.Transcripts.Writer.TryWrite("What is up?");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Speak(voicedMs: 640, silentMs: 1280);
        await test.Device.WhenLogged("stop");

        test.Device.Log[0].ShouldBe("stt What is up?");
        // The voice, the pre-roll before it was noticed, and the silence up to the pause; not the silence that ended it.
        test.Services.SamplesHeard.ShouldBeInRange(640 * 16, (640 + 320) * 16);
        test.Events.Of<UtteranceHeard>().Single().Provider.ShouldBe("scripted");
    }

    [Fact]
    public async Task An_early_transcript_that_reads_finished_ends_the_utterance_sooner()
    {
        await using var test = new ConversationHarness();
        test.Services.AtPause = "What is up?";
        test.Services.Transcripts.Writer.TryWrite("What is up?");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Speak(voicedMs: 640, silentMs: 320);
        // 320 ms are too short for an unknown text; the early transcript must arrive before the rest of the silence.
        while (test.Device.Log.Length == 0 && test.Events.Of<UtteranceHeard>().Count == 0)
        {
            // One window at a time: the inbox drops its oldest, and the voice must not be among it.
            await Testing.Providers.Eventually.TrueAsync(() => !test.Conversation.IsRunning);
            test.Speak(voicedMs: 0, silentMs: 32);
            await Task.Yield();
        }

        await test.Device.WhenLogged("stop");
        test.Device.Log[0].ShouldBe("stt What is up?");
    }

    [Fact]
    public async Task Push_to_talk_ends_where_the_button_says_and_never_by_silence()
    {
        await using var test = new ConversationHarness();
        test.Services.Transcripts.Writer.TryWrite("Hello.");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        test.Speak(voicedMs: 320, silentMs: 3200);
        test.Speak(voicedMs: 320, silentMs: 64);
        test.Conversation.Post(new DeviceSignal.ListenStopped());
        await test.Device.WhenLogged("stop");

        test.Events.Of<UtteranceHeard>().Count.ShouldBe(1);
        test.Device.Log[0].ShouldBe("stt Hello.");
    }

    [Fact]
    public async Task Push_to_talk_over_silence_gives_the_device_its_stop()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        test.Conversation.Post(new DeviceSignal.ListenStopped());
        await test.Device.WhenLogged("stop");
        test.Device.Log.ShouldBe(["stop"]);
    }

    [Fact]
    public async Task Abort_while_speaking_sends_one_stop_and_nothing_after_it()
    {
        await using var test = new ConversationHarness();
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Device.WhenLogged("packet");
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.Device.WhenLogged("stop");
        await Idle(test);

        test.Device.Log.Count(entry => entry == "stop").ShouldBe(1);
        test.Device.Log[^1].ShouldBe("stop");
        (await test.Events.NextAsync<TurnEnded>()).Ending.ShouldBe("interrupted");
    }

    [Fact]
    public async Task Abort_while_thinking_ends_the_model_and_sends_the_stop()
    {
        await using var test = new ConversationHarness();
        test.Services.ModelGate = new TaskCompletionSource();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Services.Asked.Reader.ReadAsync();
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.Device.WhenLogged("stop");
        await Idle(test);

        test.Device.Log.Count(entry => entry == "stop").ShouldBe(1);
        test.Services.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Abort_with_nothing_going_on_still_sends_the_stop_the_device_waits_for()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));
        await test.Device.WhenLogged("stop");
        test.Device.Log.ShouldBe(["stop"]);
    }

    [Fact]
    public async Task Speaking_over_the_device_in_realtime_takes_the_floor()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Realtime));
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("first"));
        await test.Device.WhenLogged("packet");
        test.Services.Transcripts.Writer.TryWrite("Second one.");
        test.Speak(voicedMs: 640, silentMs: 1280);
        await test.Device.WhenLogged("stop");
        test.Device.Resume();
        await test.Device.When(log => log.Contains("stt Second one.") && log.Count(entry => entry == "stop") == 2);

        var log = test.Device.Log;
        Array.IndexOf(log, "stop").ShouldBeLessThan(Array.IndexOf(log, "stt Second one."));
    }

    [Fact]
    public async Task A_click_does_not_take_the_floor()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Realtime));
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("first"));
        await test.Device.WhenLogged("packet");
        test.Speak(voicedMs: 128, silentMs: 640);
        test.Device.Resume();
        await test.Device.WhenLogged("stop");
        (await test.Events.NextAsync<TurnEnded>()).Ending.ShouldBe("completed");
        test.Events.Of<VoiceStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task In_auto_mode_the_microphone_is_not_heard_while_the_device_speaks()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("first"));
        await test.Device.WhenLogged("packet");
        test.Speak(voicedMs: 1280, silentMs: 1280);
        test.Device.Resume();
        await test.Device.WhenLogged("stop");
        test.Events.Of<VoiceStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_turn_knows_only_what_was_really_played()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.TextEntered("one"));
        await test.Device.WhenLogged("stop");
        await Idle(test);
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("two"));
        await test.Device.When(log => log.Count(entry => entry == "packet") > 8);
        test.Device.Resume();
        await Idle(test);
        test.Conversation.Post(new DeviceSignal.TextEntered("three"));
        await test.Device.WhenLogged("stt three");
        await Idle(test);

        var asked = new List<string>();
        while (test.Services.Asked.Reader.TryRead(out var messages))
            asked.Add(string.Join('|', messages.Skip(1).Select(message => $"{message.Role}:{message.Text}")));
        asked[0].ShouldBe("user:one");
        asked[2].ShouldBe(
            "user:one|assistant:Hello there. How are you?|user:two|assistant:Hello there. How are you?|user:three");
    }

    [Theory]
    [InlineData(ServiceType.Llm, FailureKind.Timeout, "[Sorry, that took me too long.")]
    [InlineData(ServiceType.Llm, FailureKind.Overloaded, "[Sorry, I am very busy right now.")]
    [InlineData(ServiceType.Tts, FailureKind.Unavailable, "[Sorry, I have lost my voice for a moment.")]
    public async Task A_failed_stage_is_apologised_for_and_ends_with_a_stop(ServiceType service, FailureKind kind, string shown)
    {
        await using var test = new ConversationHarness();
        test.Services.Failures[service] = new CallFailedException(service, kind, "scripted");
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Device.WhenLogged("stop");

        test.Device.Log.ShouldContain(entry => entry.StartsWith(shown, StringComparison.Ordinal));
        test.Device.Log[^1].ShouldBe("stop");
        test.Events.Of<TurnStageFailed>().ShouldContain(@event => @event.Kind == kind.ToString());
    }

    [Fact]
    public async Task Speech_that_cannot_be_recognised_is_apologised_for()
    {
        await using var test = new ConversationHarness();
        test.Services.Failures[ServiceType.Asr] = new CallFailedException(ServiceType.Asr, FailureKind.Unavailable, "scripted");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        test.Speak(voicedMs: 640, silentMs: 64);
        test.Conversation.Post(new DeviceSignal.ListenStopped());
        await test.Device.WhenLogged("stop");
        test.Device.Log.ShouldContain(entry => entry.StartsWith("[Sorry, I could not hear you just now.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_does_not_let_go_loses_the_floor_after_a_while()
    {
        await using var test = new ConversationHarness();
        test.Services.ModelGate = new TaskCompletionSource();
        test.Conversation.Post(new DeviceSignal.TextEntered("first"));
        await test.Services.Asked.Reader.ReadAsync();
        test.Services.ModelGate = null;
        test.Conversation.Post(new DeviceSignal.TextEntered("second"));
        await test.Device.WhenLogged("stt second");
        await test.Device.WhenLogged("How are you?]");
    }

    [Fact]
    public async Task Commands_speak_interrupt_and_close()
    {
        await using var test = new ConversationHarness();
        test.Device.Hold();
        test.Session.Inbox!.Post(new SessionCommand.Say("Dinner is ready."));
        await test.Device.WhenLogged("packet");
        await Testing.Providers.Eventually.TrueAsync(() => test.Session.Status == SessionStatus.Speaking);
        test.Session.Inbox.Post(new SessionCommand.Interrupt());
        await test.Device.WhenLogged("stop");
        test.Session.Inbox.Post(new SessionCommand.Close("enough"));
        await test.Device.WhenLogged("close enough");
        await test.Conversation.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_status_follows_the_turn_though_the_device_says_nothing()
    {
        await using var test = new ConversationHarness();
        var model = test.Services.ModelGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Services.Asked.Reader.ReadAsync();
        await Testing.Providers.Eventually.TrueAsync(() => test.Session.Status == SessionStatus.Thinking);

        model.SetResult();

        await Testing.Providers.Eventually.TrueAsync(() => test.Session.Status == SessionStatus.Speaking);
        test.Device.Resume();
        await Testing.Providers.Eventually.TrueAsync(() => test.Session.Status == SessionStatus.Idle);
    }

    [Fact]
    public async Task An_idle_conversation_runs_nothing()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Device.WhenLogged("stop");
        await Idle(test);
        test.Conversation.IsRunning.ShouldBeFalse();
        test.Session.Status.ShouldBe(SessionStatus.Idle);
    }

    private static Task Idle(ConversationHarness test) => test.IdleAsync();
}
