using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class ProviderStatisticsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderStatistics _statistics;

    public ProviderStatisticsTests() => _statistics = new ProviderStatistics(_time);

    [Fact]
    public void Before_any_call_nothing_is_claimed() =>
        _statistics.Snapshot().ShouldBe(new StatisticsSnapshot(0, 0, null, null, false, null, null));

    [Fact]
    public void Median_mean_and_error_rate_of_the_recent_calls()
    {
        foreach (var ms in new[] { 10, 500, 30, 20 })
            _statistics.Succeeded(TimeSpan.FromMilliseconds(ms));
        _statistics.Failed("down");
        _time.Advance(TimeSpan.FromSeconds(2));

        _statistics.Snapshot().ShouldBe(new StatisticsSnapshot(5, 0.2, 25, 140, false, TimeSpan.FromSeconds(2), "down"));
    }

    [Fact]
    public void Old_calls_do_not_count()
    {
        _statistics.Failed("long ago");
        _time.Advance(ProviderStatistics.Window + TimeSpan.FromSeconds(1));
        _statistics.Succeeded(TimeSpan.FromMilliseconds(5));

        var now = _statistics.Snapshot();
        (now.Calls, now.ErrorRate, now.LastSucceeded).ShouldBe((1, 0.0, true));
    }

    [Fact]
    public void Only_the_newest_calls_are_kept()
    {
        for (var i = 0; i < ProviderStatistics.Samples; i++)
            _statistics.Failed("down");
        for (var i = 0; i < ProviderStatistics.Samples; i++)
            _statistics.Succeeded(null);

        _statistics.Snapshot().ErrorRate.ShouldBe(0);
        _statistics.Snapshot().MedianLatencyMs.ShouldBeNull("a call without reply has no latency");
    }

    [Fact]
    public void The_usual_first_reply_is_learned_from_enough_of_them()
    {
        for (var ms = 1; ms < ProviderStatistics.LearnedFrom; ms++)
            _statistics.Succeeded(TimeSpan.FromMilliseconds(ms));
        _statistics.FirstReplyWithin(0.9).ShouldBeNull("too few are known");

        _statistics.Succeeded(TimeSpan.FromMilliseconds(ProviderStatistics.LearnedFrom));
        _statistics.FirstReplyWithin(0.9).ShouldBe(TimeSpan.FromMilliseconds(9));
        _statistics.FirstReplyWithin(0.99).ShouldBe(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void One_that_was_too_slow_to_wait_for_counts_with_the_time_it_took_and_without_a_verdict()
    {
        _statistics.Failed("down");
        for (var i = 0; i < ProviderStatistics.LearnedFrom; i++)
            _statistics.TookLongerThan(TimeSpan.FromMilliseconds(700));

        _statistics.FirstReplyWithin(0.5).ShouldBe(TimeSpan.FromMilliseconds(700));
        _statistics.Snapshot().ShouldSatisfyAllConditions(
            now => now.Calls.ShouldBe(1), now => now.ErrorRate.ShouldBe(1), now => now.LastSucceeded.ShouldBeFalse());
    }
}
