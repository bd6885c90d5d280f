using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class FailoverTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _script = new();
    private readonly ProviderEntry<object> _one;
    private readonly ProviderEntry<object> _two;
    private readonly Failover<object> _service;
    private Exception? _oneFails;

    public FailoverTests()
    {
        _one = ScriptedService.Entry(ServiceType.Tts, "one", _script, () => new object(), _time, _events, new PoolOptions { MinSize = 0, MaxSize = 1 });
        _two = ScriptedService.Entry(ServiceType.Tts, "two", _script, () => new object(), _time, _events);
        _service = ScriptedService.Of(ServiceType.Tts, _time, _one, _two);
    }

    [Theory]
    [InlineData(null, "one")]
    [InlineData("one", "one")]
    [InlineData("two", "two")]
    [InlineData("nobody", "one")]
    public async Task The_provider_a_caller_prefers_is_asked_first(string? preferred, string asked) => (await AskAsync(preferred)).ShouldBe(asked);

    [Fact]
    public async Task Whom_a_caller_prefers_is_followed_by_the_others()
    {
        _oneFails = new IOException("down");
        (await AskAsync("one")).ShouldBe("two");
    }

    [Fact]
    public async Task A_provider_that_keeps_failing_is_left_alone_and_comes_back_by_itself()
    {
        _oneFails = new IOException("down");
        for (var i = 0; i < 3; i++)
            (await AskAsync()).ShouldBe("two");
        _one.GetView().Circuit.ShouldBe(CircuitStatus.Open);
        _events.Of<CircuitOpened>().ShouldHaveSingleItem().ShouldBe(new CircuitOpened("tts", "one", 15));

        (await AskAsync()).ShouldBe("two");
        Attempts(AttemptOutcomes.Failed).Length.ShouldBe(3, "the fourth call did not ask it");
        Attempts(AttemptOutcomes.Skipped).ShouldHaveSingleItem().Error.ShouldBe("circuit open");

        _oneFails = null;
        _time.Advance(TimeSpan.FromSeconds(15));
        (await AskAsync()).ShouldBe("one");
        _one.GetView().Circuit.ShouldBe(CircuitStatus.Closed);
        _events.Of<CircuitClosed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_provider_that_often_has_no_say_is_left_alone_for_the_calls_it_fails()
    {
        for (var i = 0; i < 10; i++)
            await _service.RunAsync(ProviderCaller.Named("s"), static (_, attempt, _) => Task.FromResult(attempt.Provider != "one"), CancellationToken.None);
        _one.GetView().Figures.ErrorRate.ShouldBe(0);
        _oneFails = new IOException("down");
        for (var i = 0; i < 3; i++)
            await AskAsync();

        _one.GetView().Circuit.ShouldBe(CircuitStatus.Open, "all of the calls that were its to answer failed");
        _one.GetView().Figures.ErrorRate.ShouldBe(1);
        Attempts(AttemptOutcomes.Declined).Length.ShouldBe(10);
    }

    [Fact]
    public async Task A_provider_that_stays_broken_is_said_once_until_it_works_again()
    {
        _oneFails = new IOException("down");
        for (var i = 0; i < 3; i++)
            await AskAsync();
        for (var trial = 0; trial < 3; trial++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await AskAsync();
        }

        _events.Of<CircuitOpened>().Select(static opened => opened.Severity)
            .ShouldBe([EventSeverity.Warning, EventSeverity.Detail, EventSeverity.Detail, EventSeverity.Detail]);
        _events.Of<CircuitHalfOpened>().ShouldAllBe(static tried => tried.Severity == EventSeverity.Detail);
        _oneFails = null;
        _time.Advance(TimeSpan.FromSeconds(15));
        (await AskAsync()).ShouldBe("one");
        _oneFails = new IOException("down");
        for (var i = 0; i < 4; i++)
            await AskAsync();
        _events.Of<CircuitOpened>()[^1].Severity.ShouldBe(EventSeverity.Warning);
    }

    [Fact]
    public async Task A_caller_who_leaves_the_trial_call_does_not_close_the_circuit()
    {
        _oneFails = new IOException("down");
        for (var i = 0; i < 3; i++)
            await AskAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        using var leaving = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(_service.RunAsync(ProviderCaller.Named("s"), async (_, _, token) =>
        {
            await leaving.CancelAsync();
            token.ThrowIfCancellationRequested();
            return true;
        }, leaving.Token));

        _one.GetView().Circuit.ShouldBe(CircuitStatus.Open);
    }

    [Fact]
    public async Task A_provider_that_asks_to_be_left_alone_is_left_alone_for_that_long()
    {
        _oneFails = new ProviderException(
            ServiceType.Tts, "one", FailureKind.RateLimited, true, "slow down", TimeSpan.FromSeconds(7));
        (await AskAsync()).ShouldBe("two");
        _oneFails = null;

        _time.Advance(TimeSpan.FromSeconds(6));
        (await AskAsync()).ShouldBe("two");
        Attempts(AttemptOutcomes.Skipped).ShouldHaveSingleItem().Error.ShouldBe("rate limited");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync()).ShouldBe("one");
    }

    [Fact]
    public async Task A_full_pool_passes_the_call_on_without_blame()
    {
        var inside = new TaskCompletionSource();
        var hold = new TaskCompletionSource<bool>();
        var holder = _service.RunAsync(ProviderCaller.Named("holder"), (_, _, _) =>
        {
            inside.SetResult();
            return hold.Task;
        }, CancellationToken.None);
        await inside.Task;

        var asked = AskAsync();
        _time.Advance(TimeSpan.FromSeconds(5));

        (await asked.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("two");
        _one.GetView().Figures.Calls.ShouldBe(0);
        _events.Of<PoolExhausted>().ShouldHaveSingleItem().Pool.ShouldBe("one");
        hold.SetResult(true);
        await holder;
    }

    [Fact]
    public async Task A_failed_creation_counts_against_the_provider()
    {
        _script.FailCreation = new IOException("no route");

        await Should.ThrowAsync<ProviderException>(AskAsync());

        _one.GetView().Figures.ShouldSatisfyAllConditions(
            figures => figures.ErrorRate.ShouldBe(1), figures => figures.LastError.ShouldBe("Unavailable: The connection to provider 'one' broke (IOException)."));
        _events.Of<ProviderAttempted>()[0].Text.ShouldBe("no route", "it may quote the user, so it is apart");
    }

    [Fact]
    public async Task No_other_provider_is_asked_when_the_whole_deadline_is_used_up()
    {
        _service.Apply(_service.Model with { Deadlines = new() { FirstReply = TimeSpan.FromSeconds(9), Whole = TimeSpan.FromSeconds(4) } });
        var asked = new List<string>();
        var running = _service.RunAsync(ProviderCaller.Named("s"), async (_, attempt, token) =>
        {
            asked.Add(attempt.Provider);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return true;
        }, CancellationToken.None);
        await Eventually.TrueAsync(() => asked.Count > 0);

        _time.Advance(TimeSpan.FromSeconds(4));

        (await Should.ThrowAsync<ProviderException>(running.WaitAsync(TimeSpan.FromSeconds(20)))).Kind.ShouldBe(FailureKind.Timeout);
        asked.ShouldBe(["one"]);
    }

    [Fact]
    public async Task A_new_list_serves_new_calls_while_a_running_call_finishes_with_its_own()
    {
        var inside = new TaskCompletionSource();
        var hold = new TaskCompletionSource<bool>();
        var running = _service.RunAsync(ProviderCaller.Named("s"), async (_, attempt, _) =>
        {
            inside.SetResult();
            await hold.Task;
            return attempt.Provider == "one";
        }, CancellationToken.None);
        await inside.Task;

        var old = _service.Apply(_service.Model with { Providers = [_two] });
        await old.Providers[0].DisposeAsync();
        (await AskAsync()).ShouldBe("two");
        hold.SetResult(true);

        (await running).ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_switched_off_or_without_provider_says_so()
    {
        _service.Apply(_service.Model with { Enabled = false });
        (await Should.ThrowAsync<CallFailedException>(AskAsync())).Kind.ShouldBe(FailureKind.Disabled);
        _service.Apply(_service.Model with { Enabled = true, Providers = [] });
        (await Should.ThrowAsync<CallFailedException>(AskAsync())).Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task A_defect_in_one_provider_leaves_the_user_the_next_one()
    {
        _oneFails = new InvalidOperationException("a bug");

        (await AskAsync()).ShouldBe("two");

        Attempts(AttemptOutcomes.Failed).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            @event => @event.Kind.ShouldBe("Internal"), @event => @event.Error.ShouldBe("Provider 'one' threw InvalidOperationException."));
    }

    private ProviderAttempted[] Attempts(string outcome) =>
        [.. _events.Of<ProviderAttempted>().Where(@event => @event.Outcome == outcome)];

    private async Task<string> AskAsync(string? preferred = null)
    {
        var by = "";
        await _service.RunAsync(ProviderCaller.Named("s") with { Preferred = preferred }, (_, attempt, _) =>
        {
            if (attempt.Provider == "one" && _oneFails is { } failure)
                throw failure;
            by = attempt.Provider;
            attempt.Replied();
            return Task.FromResult(true);
        }, CancellationToken.None);
        return by;
    }
}
