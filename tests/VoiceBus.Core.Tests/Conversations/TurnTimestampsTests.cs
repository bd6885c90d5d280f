using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>The waterfall of whole turns, on a clock that moves only where the test says.</summary>
public sealed class TurnTimestampsTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_spoken_turn_has_every_moment_at_its_time()
    {
        await using var test = new ConversationHarness();
        var (model, voice) = Gated(test);
        test.Device.Hold();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        // 29 windows of silence, 928 ms, are the first ones not under the 900 ms of an unknown text.
        await SpeakInTime(test, voiced: 20, silent: 29);
        test.Events.Of<UtteranceHeard>().ShouldBeEmpty();
        Advance(test, 80);
        test.Services.Transcripts.Writer.TryWrite("What is up?");
        await test.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(_timeout);
        await Testing.Providers.Eventually.TrueAsync(() => test.Events.Of<CallCompleted>().Any(call => call.Service == "asr"));
        Advance(test, 250);
        model.SetResult();
        for (var sentence = 0; sentence < 2; sentence++)
            await test.Services.Spoken.Reader.ReadAsync().AsTask().WaitAsync(_timeout);
        await Testing.Providers.Eventually.TrueAsync(() => test.Events.Of<CallCompleted>().Any(call => call.Service == "llm"));
        Advance(test, 70);
        voice.SetResult();
        await test.Device.WhenLogged("packet");
        await Testing.Providers.Eventually.TrueAsync(() => test.Events.Of<CallCompleted>().Count(call => call.Service == "tts") == 2);
        Advance(test, 60);
        test.Device.Resume();

        var turn = await Ended(test);
        Marks(turn).ShouldBe([
            "last_voice 0", "end_of_speech 928", "transcript 1008", "first_token 1258", "first_sentence 1258",
            "first_tts_byte 1328", "first_frame_sent 1328", "last_frame_sent 1388", "stop 1388"]);
        (turn.Origin, turn.Ending, turn.ResponseMs, turn.TotalMs).ShouldBe(("speech", "completed", 1328d, 1388d));
        // Recognition began with the third window of voice, 17 windows before the last one.
        Spans(turn).ShouldBe(["asr -544 to 1008 ok", "llm 1008 to 1258 ok", "tts 1258 to 1328 ok", "tts 1258 to 1328 ok"]);
    }

    [Fact]
    public async Task An_interrupted_turn_tells_when_and_what_was_cancelled()
    {
        await using var test = new ConversationHarness();
        Gated(test);
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await test.Services.Asked.Reader.ReadAsync().AsTask().WaitAsync(_timeout);
        Advance(test, 300);
        test.Conversation.Post(new DeviceSignal.AbortRequested(null));

        var turn = await Ended(test);
        Marks(turn).ShouldBe(["interrupted 300", "stop 300"]);
        (turn.Origin, turn.Ending, turn.ResponseMs, turn.TotalMs).ShouldBe(("text", "interrupted", null, 300d));
        Spans(turn).ShouldBe(["llm 0 to 300 cancelled"]);
    }

    [Fact]
    public async Task A_failed_stage_is_named_and_the_apology_is_in_the_same_waterfall()
    {
        await using var test = new ConversationHarness();
        test.Services.Failures[ServiceType.Llm] = new CallFailedException(ServiceType.Llm, FailureKind.Timeout, "late");
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));

        var turn = await Ended(test);
        turn.Ending.ShouldBe("failed");
        turn.Failures.ShouldBe([new TimelineFailure("llm", "Timeout")]);
        Spans(turn).ShouldBe(["llm 0 to 0 failed", "tts 0 to 0 ok"]);
        turn.Spans[0].Error.ShouldBe("Timeout");
    }

    [Fact]
    public async Task Speech_that_cannot_be_recognised_leads_to_a_failed_turn_with_its_recognition()
    {
        await using var test = new ConversationHarness();
        test.Services.Failures[ServiceType.Asr] = new CallFailedException(ServiceType.Asr, FailureKind.Unavailable, "deaf");
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Manual));
        test.Speak(voicedMs: 320, silentMs: 0);

        var turn = await Ended(test);
        (turn.Origin, turn.Ending).ShouldBe(("apology", "failed"));
        turn.Failures.ShouldBe([new TimelineFailure("asr", "Unavailable")]);
        Spans(turn).ShouldContain("asr 0 to 0 failed");
    }

    [Fact]
    public async Task Tools_are_named_in_the_order_they_were_run()
    {
        await using var test = new ConversationHarness();
        test.Services.ToolCall = new FunctionCallContent("1", "list_timers");
        test.Conversation.Post(new DeviceSignal.TextEntered("what is running?"));

        var turn = await Ended(test);
        turn.Ending.ShouldBe("completed");
        turn.Tools.ShouldBe(["list_timers"]);
        turn.Spans.Count(span => span.Service == "llm").ShouldBe(2);
    }

    [Fact]
    public async Task A_session_knows_its_turns()
    {
        await using var test = new ConversationHarness();
        test.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        var first = await test.Events.NextAsync<TurnEnded>();
        test.Conversation.Post(new DeviceSignal.TextEntered("again"));
        var second = await test.Events.NextAsync<TurnEnded>();

        (test.Session.Turns, test.Session.LastTurnId).ShouldBe((2, second.TurnId));
        first.TurnId.ShouldNotBe(second.TurnId);
    }

    private static (TaskCompletionSource Model, TaskCompletionSource Voice) Gated(ConversationHarness test)
    {
        var model = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var voice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (test.Services.ModelGate, test.Services.SpeechGate) = (model, voice);
        return (model, voice);
    }

    private static async Task SpeakInTime(ConversationHarness test, int voiced, int silent)
    {
        for (var window = 0; window < voiced + silent; window++)
        {
            if (window > 0)
                Advance(test, 32);
            test.Speak(window < voiced ? 32 : 0, window < voiced ? 0 : 32);
            await Testing.Providers.Eventually.TrueAsync(() => !test.Conversation.IsRunning);
            // The third window of voice begins an utterance, whose own task opens the call.
            if (window == 2)
                await Testing.Providers.Eventually.TrueAsync(() => test.Services.Open > 0);
        }
    }

    private static void Advance(ConversationHarness test, int ms) => test.Time.Advance(TimeSpan.FromMilliseconds(ms));

    private static async Task<TurnTimeline> Ended(ConversationHarness test)
    {
        var ended = await test.Events.NextAsync<TurnEnded>();
        await Testing.Providers.Eventually.TrueAsync(() => test.Services.Open == 0);
        var timelines = new TurnTimelines(test.Time, new TextPolicy(isShown: true));
        foreach (var @event in test.Events.All)
            timelines.OnEvent(@event, test.Time.GetUtcNow());
        return timelines.Find(ended.TurnId).ShouldNotBeNull();
    }

    private static IEnumerable<string> Marks(TurnTimeline turn) =>
        turn.Marks.Select(mark => FormattableString.Invariant($"{System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(mark.Mark.ToString())} {mark.AtMs}"));

    private static IEnumerable<string> Spans(TurnTimeline turn) =>
        turn.Spans.Select(span => FormattableString.Invariant($"{span.Service} {span.StartMs} to {span.EndMs} {span.Outcome}"));
}
