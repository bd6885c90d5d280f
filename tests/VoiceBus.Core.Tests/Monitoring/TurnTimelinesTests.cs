using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Monitoring;

public sealed class TurnTimelinesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TextPolicy _text = new(isShown: false);
    private readonly TurnTimelines _timelines;

    public TurnTimelinesTests() => _timelines = new TurnTimelines(_time, _text);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recognition_belongs_to_the_turn_it_led_to_whichever_is_heard_of_first(bool callFirst)
    {
        var opened = Now();
        var began = After(1000);
        DiagnosticEvent[] call =
        [
            new ProviderAttempted("asr", "ears", "s", "", "c1", 1, 5, 2, 60, 1300, AttemptOutcomes.Ok, null, null),
            new CallCompleted("asr", "c1", "s", "", Ms(1310), Ms(5), opened),
        ];
        DiagnosticEvent[] turn = [Started("t", began, callId: "c1")];
        Hear(callFirst ? [.. call, .. turn] : [.. turn, .. call]);

        _timelines.Find("t")!.Spans.ShouldBe([new TimelineSpan("asr", "ears", -1000, 5, 2, 60, 305, "ok", 1, null)]);
    }

    [Fact]
    public async Task A_retried_call_shows_both_providers_one_after_the_other()
    {
        var events = new RecordedEvents();
        var (broken, working) = (new ProviderScript { HoldBeforeReply = true }, new ProviderScript { HoldBeforeReply = true });
        broken.FailBeforeReply = new IOException("scripted");
        await using var bus = new InMemoryEventBus(new Dictionary<ServiceType, QueueOptions>(), _time, events);
        bus.Serve(ServiceContracts.Llm, new LlmAdapter(ScriptedService.Of(ServiceType.Llm, _time, events, Model("first", broken), Model("spare", working))).HandleAsync);
        events.Emit(Started("t", Now()));

        await using (var call = await bus.OpenAsync(
            ServiceContracts.Llm, new ChatRequest([new(ChatRole.User, "hi")], []), new CallContext("s", "t"), CancellationToken.None))
        {
            await broken.Held.ReadAsync();
            After(100);
            broken.Release();
            await working.Held.ReadAsync();
            After(40);
            working.Release();
            await foreach (var _ in call.Replies(CancellationToken.None))
            {
            }
        }

        await Eventually.TrueAsync(() => events.Of<CallCompleted>().Count == 1);
        Hear([.. events.All]);
        var turn = _timelines.Find("t")!;
        turn.Spans.ShouldBe([
            new TimelineSpan("llm", "first", 0, 0, 0, null, 100, "failed", 1, "Unavailable"),
            new TimelineSpan("llm", "spare", 100, 0, 0, 40, 140, "ok", 2, null)]);
        turn.Retries.ShouldBe(1);

        ProviderEntry<IChatClient> Model(string name, ProviderScript script) => ScriptedService.Entry<IChatClient>(
            ServiceType.Llm, name, script, () => new ScriptedChatClient(script, "yes"), _time, events);
    }

    [Fact]
    public void A_call_that_was_not_taken_is_a_span_without_a_provider()
    {
        var began = Now();
        Hear(Started("t", began), new CallRefused("llm", "s", "t", "Overloaded", Ms(5000), new MonotonicTimestamp(began.Timestamp)));

        _timelines.Find("t")!.Spans.ShouldBe([new TimelineSpan("llm", null, 0, 5000, 0, null, 5000, "refused", 0, "Overloaded")]);
    }

    [Fact]
    public void A_running_turn_is_shown_as_far_as_it_is_known_and_nothing_moves_after_its_end()
    {
        Hear(Started("t", Now()), new TurnReached("s", "t", TurnMilestone.FirstToken, Ms(300)));
        (_timelines.Find("t")!.Ending, _timelines.Find("t")!.TotalMs).ShouldBe((null, null));

        Hear(Ended("t", "completed", 900), new TurnReached("s", "t", TurnMilestone.Interrupted, Ms(950)));
        var turn = _timelines.Find("t")!;
        (turn.Ending, turn.TotalMs).ShouldBe(("completed", 900d));
        turn.Marks.ShouldBe([new TimelineMark(TurnMilestone.FirstToken, 300)]);
    }

    [Fact]
    public void Its_origin_is_when_the_voice_ended_not_when_the_turn_began()
    {
        var told = _time.GetUtcNow() + Ms(800);
        _timelines.OnEvent(new TurnStarted("s", "d", "t", "speech", null, Now(), Ms(800), "hi"), told);

        _timelines.Find("t")!.StartedAt.ShouldBe(_time.GetUtcNow());
    }

    [Fact]
    public void Words_are_kept_only_while_they_may_be()
    {
        Hear(Started("hidden", Now()), Ended("hidden", "completed", 1));
        _text.IsShown = true;
        Hear(Started("shown", Now()), Ended("shown", "completed", 1));

        (_timelines.Find("hidden")!.UserText, _timelines.Find("hidden")!.ReplyText).ShouldBe((null, null));
        (_timelines.Find("shown")!.UserText, _timelines.Find("shown")!.ReplyText).ShouldBe(("hi", "hello"));
        _text.IsShown = false;
        (_timelines.Find("shown")!.UserText, _timelines.Find("shown")!.ReplyText).ShouldBe((null, null), "hidden again");
        _timelines.Newest(new TurnQuery()).ShouldAllBe(turn => turn.UserText == null && turn.ReplyText == null);
    }

    [Fact]
    public void Filters_narrow_down_together_and_the_newest_comes_first()
    {
        Hear(Started("fast", Now()), new TurnReached("s", "fast", TurnMilestone.FirstFrameSent, Ms(400)), Ended("fast", "completed", 60_000));
        Hear(Started("slow", Now()), new TurnReached("s", "slow", TurnMilestone.FirstFrameSent, Ms(2500)), Ended("slow", "completed", 3000));
        Hear(Started("other", Now(), session: "s2", device: "AA"), new TurnStageFailed("s2", "other", "tts", "Timeout", "late"));
        Hear(Started("stuck", Now()));
        After(5000);

        Ids(new TurnQuery()).ShouldBe(["stuck", "other", "slow", "fast"]);
        Ids(new TurnQuery(Limit: 2)).ShouldBe(["stuck", "other"]);
        Ids(new TurnQuery(SessionId: "s2")).ShouldBe(["other"]);
        Ids(new TurnQuery(DeviceId: "aa")).ShouldBe(["other"]);
        Ids(new TurnQuery(FailedOnly: true)).ShouldBe(["other"]);
        Ids(new TurnQuery(SlowerThanMs: 2000)).ShouldBe(["stuck", "other", "slow"], "how long a reply is says nothing about how slow it was");
        Ids(new TurnQuery(SessionId: "s", SlowerThanMs: 2000)).ShouldBe(["stuck", "slow"]);
    }

    [Fact]
    public void Only_the_newest_turns_are_kept()
    {
        var timelines = new TurnTimelines(_time, _text, capacity: 3);
        for (var n = 0; n < 10; n++)
            timelines.OnEvent(Started($"t{n}", Now()), _time.GetUtcNow());

        timelines.Newest(new TurnQuery()).Select(turn => turn.Id).ShouldBe(["t9", "t8", "t7"]);
        timelines.Find("t6").ShouldBeNull();
    }

    [Fact]
    public void Probes_and_calls_outside_turns_leave_nothing()
    {
        Hear(
            new ProviderAttempted("llm", "mind", "probe", "", "", 1, 0, 0, 5, 5, AttemptOutcomes.Ok, null, null),
            new CallCompleted("mcp", "c", "", "", Ms(1), Ms(0), Now()));

        _timelines.Newest(new TurnQuery()).ShouldBeEmpty();
    }

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);

    private static TurnStarted Started(string turn, MonotonicTimestamp began, string? callId = null, string session = "s", string device = "d") =>
        new(session, device, turn, callId is null ? "text" : "speech", callId, began, TimeSpan.Zero, "hi");

    private static TurnEnded Ended(string turn, string ending, double total) => new("s", turn, ending, null, null, Ms(total), "hello");

    private MonotonicTimestamp Now() => new(_time.GetTimestamp());

    private MonotonicTimestamp After(int ms)
    {
        _time.Advance(Ms(ms));
        return Now();
    }

    private void Hear(params DiagnosticEvent[] events)
    {
        foreach (var @event in events)
            _timelines.OnEvent(@event, _time.GetUtcNow());
    }

    private IEnumerable<string> Ids(TurnQuery query) => _timelines.Newest(query).Select(turn => turn.Id);
}
