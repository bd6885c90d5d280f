using Microsoft.Extensions.Time.Testing;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Server.Tests.Limits;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void So_many_come_at_once_and_then_one_after_the_other()
    {
        var buckets = new TokenBuckets(_time, TimeSpan.FromSeconds(1));
        Takes(buckets, 30).ShouldBe(20);
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Takes(buckets, 1).ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Takes(buckets, 2).ShouldBe(1);
        _time.Advance(TimeSpan.FromHours(1));
        Takes(buckets, 30).ShouldBe(20);
        buckets.TryTake("another", 20).ShouldBeTrue();
    }

    [Fact]
    public void Who_can_wait_is_told_how_long_and_who_cannot_takes_nothing()
    {
        var buckets = new TokenBuckets(_time, TimeSpan.FromSeconds(1));
        Takes(buckets, 20).ShouldBe(20);
        for (var i = 1; i <= 100; i++)
        {
            buckets.TryTake("a", 20, TimeSpan.FromSeconds(5), out var wait).ShouldBeTrue();
            wait.ShouldBe(TimeSpan.FromMilliseconds(50 * i));
        }

        buckets.TryTake("a", 20, TimeSpan.FromSeconds(5), out _).ShouldBeFalse();
        buckets.TryTake("a", 20, TimeSpan.FromSeconds(5), out _).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        buckets.TryTake("a", 20, TimeSpan.FromSeconds(5), out _).ShouldBeTrue();
    }

    [Fact]
    public void A_new_rate_counts_at_once()
    {
        var buckets = new TokenBuckets(_time, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++)
            buckets.TryTake("a", 10).ShouldBeTrue();
        buckets.HasToken("a", 10).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        buckets.HasToken("a", 60).ShouldBeTrue();
    }

    [Fact]
    public void Senders_that_are_made_up_cost_no_memory()
    {
        var buckets = new TokenBuckets(_time, TimeSpan.FromMinutes(1), capacity: 5000);
        for (var i = 0; i < 50_000; i++)
            buckets.TryTake($"{i}", 10);
        buckets.Count.ShouldBeLessThanOrEqualTo(5000);

        // And those of whom nothing is missing any more are forgotten.
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5000; i++)
            buckets.TryTake($"later {i}", 10);
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 2048; i++)
            buckets.TryTake("one", 10);
        for (var i = 0; i < 5000 && buckets.Count > 3000; i++)
            buckets.TryTake($"last {i}", 10);
        buckets.Count.ShouldBeLessThanOrEqualTo(3000);
    }

    private static int Takes(TokenBuckets buckets, int times) => Enumerable.Range(0, times).Count(_ => buckets.TryTake("a", 20));
}
