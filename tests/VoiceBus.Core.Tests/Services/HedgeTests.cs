using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Services;

/// <summary>A first reply is late and a second provider is asked as well.</summary>
public sealed class HedgeTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly ProviderEntry<IChatClient> _one;
    private readonly ProviderEntry<IChatClient> _two;
    private readonly Failover<IChatClient> _models;

    public HedgeTests()
    {
        _one = Entry("one", _first);
        _two = Entry("two", _second);
        _models = ScriptedService.Of(ServiceType.Llm, _time, _events, _one, _two);
        _models.Apply(_models.Model with { Hedge = new HedgeOptions { Enabled = true, MaxExtraLoad = 1 } });
    }

    [Fact]
    public async Task A_late_first_word_lets_the_spare_win_and_the_primary_is_cancelled()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = true;
        var call = Call();
        var handling = HandleAsync(call);
        await HeldAsync(_first);

        _time.Advance(TimeSpan.FromMilliseconds(399));
        _second.Opened.ShouldBe(0, "not late yet");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await handling.WaitAsync(_timeout);

        Said(call).ShouldBe("two says so");
        _events.Of<HedgeStarted>().ShouldHaveSingleItem().ShouldBe(new HedgeStarted("llm", "session-1", "turn-1", "call-1", "one", "two", 400));
        _events.Of<HedgeWon>().ShouldHaveSingleItem().Spare.ShouldBe("two");
        await Eventually.TrueAsync(() => _first.OpenStreams == 0 && _one.GetView().Pool.InUse == 0);
        await Eventually.TrueAsync(() => Attempts(AttemptOutcomes.HedgeLost).Length == 1);
        Attempts(AttemptOutcomes.HedgeLost)[0].Provider.ShouldBe("one");
        _one.GetView().Figures.ErrorRate.ShouldBe(0, "late is not broken");
    }

    [Fact]
    public async Task The_primary_may_still_win()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = _second.HoldBeforeReply = true;
        var call = Call();
        var handling = HandleAsync(call);
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await HeldAsync(_second);

        _first.Release();
        await handling.WaitAsync(_timeout);

        Said(call).ShouldBe("one says so");
        _events.Of<HedgeWon>().ShouldBeEmpty();
        await Eventually.TrueAsync(() => _second.OpenStreams == 0 && _two.GetView().Pool.InUse == 0);
    }

    [Fact]
    public async Task A_spare_that_lost_is_asked_again_when_the_winner_breaks_off()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = _second.HoldBeforeReply = true;
        _first.FailAfterReply = new IOException("cut");
        var call = Call();
        var handling = HandleAsync(call);
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await HeldAsync(_second);
        _second.HoldBeforeReply = false;
        _first.Release();
        await handling.WaitAsync(_timeout);

        Said(call).ShouldBe("one two says so");
    }

    [Fact]
    public async Task Both_failing_before_a_word_is_the_last_failure()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = true;
        _first.FailBeforeReply = new IOException("one");
        _second.FailBeforeReply = new HttpRequestException("two", null, System.Net.HttpStatusCode.TooManyRequests);
        var handling = HandleAsync(Call());
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await Eventually.TrueAsync(() => Attempts(AttemptOutcomes.Failed).Length == 1);
        handling.IsCompleted.ShouldBeFalse("the primary may still answer");
        _first.Release();

        (await Should.ThrowAsync<ProviderException>(handling.WaitAsync(_timeout))).Kind.ShouldBe(FailureKind.RateLimited);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_both()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = _second.HoldBeforeReply = true;
        using var leaving = new CancellationTokenSource();
        var handling = new LlmAdapter(_models).HandleAsync(Call(), leaving.Token);
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await HeldAsync(_second);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(handling.WaitAsync(_timeout));
        (_first.OpenStreams, _second.OpenStreams).ShouldBe((0, 0));
        Attempts(AttemptOutcomes.Cancelled).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_loser_who_does_not_let_go_delays_nobody()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _first.HoldBeforeReply = _first.IgnoreCancellation = true;
        var call = Call();
        var handling = HandleAsync(call);
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromMilliseconds(400));

        await handling.WaitAsync(_timeout);

        Said(call).ShouldBe("two says so");
        _one.GetView().Pool.InUse.ShouldBe(1, "it has its grace");
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _one.GetView().Pool is { InUse: 0, Quarantined.Count: 1 });
        _first.Release();
        await Eventually.TrueAsync(() => _first.Instances == 0);
    }

    [Fact]
    public async Task Nothing_is_hedged_before_the_usual_is_known_or_when_it_is_off()
    {
        _first.HoldBeforeReply = true;
        var unlearned = HandleAsync(Call());
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromSeconds(10));
        _second.Opened.ShouldBe(0);
        _first.Release();
        await unlearned.WaitAsync(_timeout);

        _first.HoldBeforeReply = false;
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _models.Apply(_models.Model with { Hedge = new HedgeOptions() });
        _first.HoldBeforeReply = true;
        var off = HandleAsync(Call());
        await HeldAsync(_first);
        _time.Advance(TimeSpan.FromSeconds(10));
        _second.Opened.ShouldBe(0);
        _first.Release();
        await off.WaitAsync(_timeout);
    }

    [Fact]
    public async Task The_extra_load_stays_under_its_cap_however_late_everybody_is()
    {
        await LearnAsync(TimeSpan.FromMilliseconds(400));
        _models.Apply(_models.Model with { Hedge = new HedgeOptions { Enabled = true, MaxExtraLoad = 0.1, Percentile = 0.5 } });
        var before = _second.Opened;
        _first.HoldBeforeReply = true;
        const int Calls = 100;
        for (var i = 0; i < Calls; i++)
        {
            var handling = HandleAsync(Call());
            await HeldAsync(_first);
            // Enough for anything learned from those who lost, and less than the deadline.
            _time.Advance(TimeSpan.FromSeconds(14));
            await Eventually.TrueAsync(() => handling.IsCompleted || _first.OpenStreams > 0);
            _first.Release();
            await handling.WaitAsync(_timeout);
        }

        // The cap only: whether a spare starts before the released primary answers is the scheduler's choice here.
        (_second.Opened - before).ShouldBeLessThanOrEqualTo((int)(Calls * 0.1) + (int)HedgeBudget.Capacity + 1);
    }

    [Fact]
    public async Task A_late_first_frame_is_hedged_too_and_the_losers_frames_are_given_back()
    {
        var voices = ScriptedService.Of(
            ServiceType.Tts, _time, _events, Voice("one", _first, 24_000), Voice("two", _second, 16_000));
        voices.Apply(voices.Model with { Hedge = new HedgeOptions { Enabled = true } });
        using var adapter = new TtsAdapter(voices, new PcmCodecs());
        for (var i = 0; i < ProviderStatistics.LearnedFrom; i++)
            await adapter.HandleAsync(new FakeServedCall<SynthesisRequest, NoInput, AudioPacket>(ServiceType.Tts, new("Hello.")), CancellationToken.None);
        _first.HoldBeforeReply = true;
        var call = new FakeServedCall<SynthesisRequest, NoInput, AudioPacket>(ServiceType.Tts, new("Hello."));
        var handling = adapter.HandleAsync(call, CancellationToken.None);
        await HeldAsync(_first);

        _time.Advance(TimeSpan.FromMilliseconds(300));
        await handling.WaitAsync(_timeout);

        call.Replies.Count.ShouldBe(3);
        _events.Of<HedgeWon>().ShouldHaveSingleItem().Spare.ShouldBe("two");
    }

    private async Task LearnAsync(TimeSpan latency)
    {
        for (var i = 0; i < ProviderStatistics.LearnedFrom; i++)
            await _models.AskAsync(_one, ProviderCaller.Named("s"), (_, attempt, _) =>
            {
                _time.Advance(latency);
                attempt.Replied();
                return Task.FromResult(true);
            }, new ServiceDeadlines(), CancellationToken.None);
    }

    private ProviderEntry<IChatClient> Entry(string name, ProviderScript script) => ScriptedService.Entry<IChatClient>(
        ServiceType.Llm, name, script, () => new ScriptedChatClient(script, $"{name} says so"), _time, _events);

    private ProviderEntry<ISpeechSynthesizer> Voice(string name, ProviderScript script, int rate) =>
        ScriptedService.Entry<ISpeechSynthesizer>(
            ServiceType.Tts, name, script, () => new ScriptedSynthesizer(script, 3, rate), _time, _events);

    private static FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate> Call() =>
        new(ServiceType.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "hello")], []));

    private Task HandleAsync(FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate> call) =>
        new LlmAdapter(_models).HandleAsync(call, CancellationToken.None);

    private ProviderAttempted[] Attempts(string outcome) =>
        [.. _events.Of<ProviderAttempted>().Where(@event => @event.Outcome == outcome)];

    private static string Said(FakeServedCall<ChatRequest, NoInput, ChatResponseUpdate> call) =>
        string.Concat(call.Replies.Select(update => update.Text));

    private static async Task HeldAsync(ProviderScript script) =>
        await script.Held.ReadAsync().AsTask().WaitAsync(_timeout);
}
