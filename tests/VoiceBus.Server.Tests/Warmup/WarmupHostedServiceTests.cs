using Microsoft.Extensions.Time.Testing;
using VoiceBus.AspNetCore.Warmup;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Warmup;

public sealed class WarmupHostedServiceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task It_holds_nobody_up_and_is_over_when_it_was_played()
    {
        var (began, played) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var rehearsal = new WarmupHostedService(
            _ =>
            {
                began.SetResult();
                return played.Task;
            },
            _events, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        rehearsal.IsOver.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        played.SetResult();
        (await _events.NextAsync<FirstTurnRehearsed>()).Took.ShouldBe(TimeSpan.FromSeconds(2));
        await rehearsal.ExecuteTask!;
        rehearsal.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task What_goes_wrong_is_told_and_is_over()
    {
        using var rehearsal = new WarmupHostedService(_ => throw new IOException("no voice"), _events, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        (await _events.NextAsync<FirstTurnNotRehearsed>()).Problem.ShouldBe("IOException: no voice");
        await rehearsal.ExecuteTask!;
        rehearsal.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_waits_for_one_that_does_not_end_though_it_ignores_its_token()
    {
        var stuck = new TaskCompletionSource();
        var told = default(CancellationToken);
        var began = new TaskCompletionSource();
        using var rehearsal = new WarmupHostedService(
            token =>
            {
                told = token;
                began.SetResult();
                return stuck.Task;
            },
            _events, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        _time.Advance(WarmupHostedService.Deadline);
        (await _events.NextAsync<FirstTurnNotRehearsed>()).Problem.ShouldContain("20 s");
        await Eventually.TrueAsync(() => rehearsal.IsOver);
        told.IsCancellationRequested.ShouldBeTrue();
        await rehearsal.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_end_of_the_process_ends_it_without_a_word()
    {
        var began = new TaskCompletionSource();
        using var rehearsal = new WarmupHostedService(
            async token =>
            {
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            },
            _events, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        await rehearsal.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        rehearsal.IsOver.ShouldBeTrue();
        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_there_is_none_it_is_over_before_it_began()
    {
        using var rehearsal = new WarmupHostedService(null, _events, _time);
        rehearsal.IsOver.ShouldBeTrue();
        await rehearsal.StartAsync(CancellationToken.None);
        await rehearsal.ExecuteTask!;
        _events.All.ShouldBeEmpty();
    }
}
