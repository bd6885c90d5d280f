using Microsoft.Extensions.Time.Testing;
using VoiceBus.Server.Rehearsing;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Rehearsing;

public sealed class FirstTurnTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedFacts _facts = new();

    [Fact]
    public async Task It_holds_nobody_up_and_is_over_when_it_was_played()
    {
        var (began, played) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var rehearsal = new FirstTurn(
            _ =>
            {
                began.SetResult();
                return played.Task;
            },
            _facts, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        rehearsal.IsOver.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        played.SetResult();
        (await _facts.NextAsync<FirstTurnRehearsed>()).Took.ShouldBe(TimeSpan.FromSeconds(2));
        await rehearsal.ExecuteTask!;
        rehearsal.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task What_goes_wrong_is_told_and_is_over()
    {
        using var rehearsal = new FirstTurn(_ => throw new IOException("no voice"), _facts, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        (await _facts.NextAsync<FirstTurnNotRehearsed>()).Problem.ShouldBe("IOException: no voice");
        await rehearsal.ExecuteTask!;
        rehearsal.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_waits_for_one_that_does_not_end_though_it_ignores_its_token()
    {
        var stuck = new TaskCompletionSource();
        var told = default(CancellationToken);
        var began = new TaskCompletionSource();
        using var rehearsal = new FirstTurn(
            token =>
            {
                told = token;
                began.SetResult();
                return stuck.Task;
            },
            _facts, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        _time.Advance(FirstTurn.Deadline);
        (await _facts.NextAsync<FirstTurnNotRehearsed>()).Problem.ShouldContain("20 s");
        await Eventually.TrueAsync(() => rehearsal.IsOver);
        told.IsCancellationRequested.ShouldBeTrue();
        await rehearsal.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_end_of_the_process_ends_it_without_a_word()
    {
        var began = new TaskCompletionSource();
        using var rehearsal = new FirstTurn(
            async token =>
            {
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            },
            _facts, _time);
        await rehearsal.StartAsync(CancellationToken.None);
        await began.Task;
        await rehearsal.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        rehearsal.IsOver.ShouldBeTrue();
        _facts.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_there_is_none_it_is_over_before_it_began()
    {
        using var rehearsal = new FirstTurn(null, _facts, _time);
        rehearsal.IsOver.ShouldBeTrue();
        await rehearsal.StartAsync(CancellationToken.None);
        await rehearsal.ExecuteTask!;
        _facts.All.ShouldBeEmpty();
    }
}
