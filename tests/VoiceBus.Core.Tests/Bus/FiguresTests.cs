using VoiceBus.Core.Bus;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

public sealed class FiguresTests
{
    [Fact]
    public void The_rate_forgets_second_by_second()
    {
        var clock = new CountingClock();
        var rate = new RateWindow(clock);
        for (var second = 0; second < 30; second++)
        {
            rate.Add();
            rate.Add();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        // The second that has just begun is empty, the nine before it count.
        rate.PerSecond().ShouldBe(1.8);
        clock.Advance(TimeSpan.FromSeconds(5));
        rate.PerSecond().ShouldBe(0.8);
        clock.Advance(TimeSpan.FromHours(1));
        rate.PerSecond().ShouldBe(0);
    }

    [Fact]
    public void Percentiles_are_nearest_rank_over_the_last_512()
    {
        var window = new LatencyWindow();
        for (var ms = 0; ms < 1000; ms++)
            window.Add(TimeSpan.FromMilliseconds(99_999));
        for (var ms = 1; ms <= 512; ms++)
            window.Add(TimeSpan.FromMilliseconds(ms));

        window.Percentiles().ShouldBe(new LatencyPercentiles(256, 487, 507));
    }

    [Fact]
    public void One_sample_is_every_percentile()
    {
        var window = new LatencyWindow();
        window.Add(TimeSpan.FromMilliseconds(5));
        window.Percentiles().ShouldBe(new LatencyPercentiles(5, 5, 5));
    }

    [Fact]
    public void Names_of_services_are_lower_case() =>
        Enum.GetValues<ServiceType>().Select(type => type.ToName()).ShouldBe(["asr", "llm", "tts", "mcp"]);
}
