using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class ProviderFiguresTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderFigures _figures;

    public ProviderFiguresTests() => _figures = new ProviderFigures(_time);

    [Fact]
    public void Before_any_call_nothing_is_claimed() =>
        _figures.Snapshot().ShouldBe(new FiguresSnapshot(0, 0, null, null, false, null, null));

    [Fact]
    public void Median_mean_and_error_rate_of_the_recent_calls()
    {
        foreach (var ms in new[] { 10, 500, 30, 20 })
            _figures.Succeeded(TimeSpan.FromMilliseconds(ms));
        _figures.Failed("down");
        _time.Advance(TimeSpan.FromSeconds(2));

        _figures.Snapshot().ShouldBe(new FiguresSnapshot(5, 0.2, 25, 140, false, TimeSpan.FromSeconds(2), "down"));
    }

    [Fact]
    public void Old_calls_do_not_count()
    {
        _figures.Failed("long ago");
        _time.Advance(ProviderFigures.Window + TimeSpan.FromSeconds(1));
        _figures.Succeeded(TimeSpan.FromMilliseconds(5));

        var now = _figures.Snapshot();
        (now.Calls, now.ErrorRate, now.LastSucceeded).ShouldBe((1, 0.0, true));
    }

    [Fact]
    public void Only_the_newest_calls_are_kept()
    {
        for (var i = 0; i < ProviderFigures.Samples; i++)
            _figures.Failed("down");
        for (var i = 0; i < ProviderFigures.Samples; i++)
            _figures.Succeeded(null);

        _figures.Snapshot().ErrorRate.ShouldBe(0);
        _figures.Snapshot().MedianLatencyMs.ShouldBeNull("a call without reply has no latency");
    }

    [Fact]
    public void The_usual_first_reply_is_learned_from_enough_of_them()
    {
        for (var ms = 1; ms < ProviderFigures.LearnedFrom; ms++)
            _figures.Succeeded(TimeSpan.FromMilliseconds(ms));
        _figures.FirstReplyWithin(0.9).ShouldBeNull("too few are known");

        _figures.Succeeded(TimeSpan.FromMilliseconds(ProviderFigures.LearnedFrom));
        _figures.FirstReplyWithin(0.9).ShouldBe(TimeSpan.FromMilliseconds(9));
        _figures.FirstReplyWithin(0.99).ShouldBe(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void One_that_was_too_slow_to_wait_for_counts_with_the_time_it_took_and_without_a_verdict()
    {
        _figures.Failed("down");
        for (var i = 0; i < ProviderFigures.LearnedFrom; i++)
            _figures.TookLongerThan(TimeSpan.FromMilliseconds(700));

        _figures.FirstReplyWithin(0.5).ShouldBe(TimeSpan.FromMilliseconds(700));
        _figures.Snapshot().ShouldSatisfyAllConditions(
            now => now.Calls.ShouldBe(1), now => now.ErrorRate.ShouldBe(1), now => now.LastSucceeded.ShouldBeFalse());
    }
}
