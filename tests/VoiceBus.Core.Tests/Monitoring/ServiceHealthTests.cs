using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Monitoring;

public sealed class ServiceHealthTests
{
    private static readonly TimeSpan _quick = TimeSpan.FromMilliseconds(40);
    private readonly HealthRig _rig = new();

    [Fact]
    public void Nothing_is_claimed_before_anything_was_tried()
    {
        _rig.Report.Status.ShouldBe(ServiceStatus.Warning);
        _rig.Report.IsUsable.ShouldBeFalse();
        _rig.Report.Detail.ShouldBe("no call and no probe has ended yet");
    }

    [Fact]
    public async Task Good_calls_make_a_healthy_service_with_its_median_latency()
    {
        await _rig.CallAsync(_rig.One, _quick);

        _rig.Report.ShouldSatisfyAllConditions(
            report => report.Status.ShouldBe(ServiceStatus.Healthy),
            report => report.Active!.Figures.MedianLatencyMs.ShouldBe(40),
            report => report.Detail.ShouldBeNull());
        _rig.Overall.ShouldBe(OverallStatus.Healthy);
    }

    [Fact]
    public async Task A_slow_service_is_in_warning_and_still_healthy_overall()
    {
        await _rig.CallAsync(_rig.One, TimeSpan.FromMilliseconds(1001));

        _rig.Report.Status.ShouldBe(ServiceStatus.Warning);
        _rig.Report.Detail.ShouldBe("median latency 1001 ms is over 1000 ms");
        _rig.Overall.ShouldBe(OverallStatus.Healthy);
    }

    [Fact]
    public async Task Thresholds_can_be_moved_live()
    {
        await _rig.CallAsync(_rig.One, TimeSpan.FromMilliseconds(1001));
        _rig.Health.Apply(new HealthOptions { TtsLatencyMs = 2000 });

        _rig.Report.Status.ShouldBe(ServiceStatus.Healthy);
    }

    [Fact]
    public async Task Errors_below_half_are_a_warning()
    {
        for (var i = 0; i < 5; i++)
            await _rig.CallAsync(_rig.One, _quick);
        await _rig.CallAsync(_rig.One, _quick, new IOException("reset"));

        _rig.Report.Status.ShouldBe(ServiceStatus.Warning);
        _rig.Report.Detail!.ShouldContain("broke (IOException)");
    }

    [Fact]
    public async Task An_exhausted_pool_is_a_warning_while_it_lasts()
    {
        await _rig.CallAsync(_rig.One, _quick);
        var inside = new TaskCompletionSource();
        var hold = new TaskCompletionSource<bool>();
        var holder = _rig.Service.RunAsync(ProviderCaller.Named("s"), (_, _, _) =>
        {
            inside.SetResult();
            return hold.Task;
        }, CancellationToken.None);
        await inside.Task;

        _rig.Report.Status.ShouldBe(ServiceStatus.Warning);
        _rig.Report.Detail.ShouldBe("pool exhausted: 1 of 1 in use, 0 waiting");
        hold.SetResult(true);
        await holder;
        _rig.Report.Status.ShouldBe(ServiceStatus.Healthy);
    }

    [Fact]
    public async Task A_failing_provider_is_unhealthy_and_degraded_with_a_fallback_that_has_shown_it_works()
    {
        await _rig.CallAsync(_rig.One, _quick, new IOException("down"));
        _rig.Report.Status.ShouldBe(ServiceStatus.Unhealthy);
        _rig.Report.IsUsable.ShouldBeFalse("nothing is known of the fallback");
        _rig.Overall.ShouldBe(OverallStatus.Unhealthy);

        await _rig.CallAsync(_rig.Two, _quick);
        _rig.Report.Status.ShouldBe(ServiceStatus.Unhealthy);
        _rig.Report.Active!.Name.ShouldBe("two");
        _rig.Overall.ShouldBe(OverallStatus.Degraded);

        await _rig.CallAsync(_rig.One, _quick);
        await _rig.CallAsync(_rig.One, _quick);
        _rig.Report.Active!.Name.ShouldBe("one");
    }

    [Fact]
    public async Task A_provider_that_asked_to_be_left_alone_is_not_usable_meanwhile()
    {
        await _rig.CallAsync(_rig.One, _quick, new ProviderException(
            ServiceType.Tts, "one", FailureKind.RateLimited, true, "slow down", TimeSpan.FromSeconds(7)));

        _rig.Report.Detail.ShouldBe("one: rate limited for another 7 s");
    }

    [Fact]
    public async Task Where_sessions_are_split_every_primary_is_judged()
    {
        _rig.Service.Apply(_rig.Service.Model with { Split = ProviderSplit.Of([_rig.One, _rig.Two], [50, 50]) });
        await _rig.CallAsync(_rig.One, _quick);
        (_rig.Report.Status, _rig.Report.Detail).ShouldBe((ServiceStatus.Warning, "two: no call and no probe has ended yet"));

        await _rig.CallAsync(_rig.Two, TimeSpan.FromMilliseconds(1200));
        (_rig.Report.Status, _rig.Report.Detail).ShouldBe((ServiceStatus.Warning, "two: median latency 1200 ms is over 1000 ms"));

        await _rig.CallAsync(_rig.Two, _quick, new IOException("down"));
        _rig.Report.ShouldSatisfyAllConditions(
            report => report.Status.ShouldBe(ServiceStatus.Unhealthy),
            report => report.Active!.Name.ShouldBe("one"),
            report => report.Detail!.ShouldEndWith("one stands in"));
        _rig.Overall.ShouldBe(OverallStatus.Degraded);
    }

    [Fact]
    public void Switched_off_is_disabled_and_does_not_count()
    {
        _rig.Service.Apply(_rig.Service.Model with { Enabled = false });

        _rig.Report.Status.ShouldBe(ServiceStatus.Disabled);
        _rig.Overall.ShouldBe(OverallStatus.Healthy);
    }

    [Fact]
    public void No_provider_is_unhealthy()
    {
        _rig.Service.Apply(_rig.Service.Model with { Providers = [] });

        _rig.Report.Detail.ShouldBe("no provider configured");
        _rig.Overall.ShouldBe(OverallStatus.Unhealthy);
    }
}
