using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Monitoring;

public sealed class ProbeOnDemandTests : IDisposable
{
    private readonly HealthRig _rig = new();
    private readonly CancellationTokenSource _stopping = new();

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task One_provider_is_probed_whatever_its_traffic_and_says_how_it_went()
    {
        await _rig.CallAsync(_rig.Two, TimeSpan.Zero);

        var good = await ProbeAsync("two");
        _rig.SecondScript.FailBeforeReply = new IOException("no sound");
        var bad = await ProbeAsync("two");

        good.ShouldBe(new ProbeOutcome(true, TimeSpan.Zero, null) { LeaseWait = TimeSpan.Zero, FirstReply = TimeSpan.Zero });
        bad.ShouldNotBeNull().ShouldSatisfyAllConditions(
            outcome => outcome.Ok.ShouldBeFalse(), outcome => outcome.Error.ShouldBe("Unavailable: The connection to provider 'two' broke (IOException). (no sound)"));
        (_rig.FirstScript.Opened, _rig.SecondScript.Opened).ShouldBe((0, 2), "only the one that was asked for");
        _rig.Two.GetView().LastProbe.ShouldBe(_rig.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_provider_nobody_uses_cannot_be_probed()
    {
        (await ProbeAsync("three")).ShouldBeNull();
        (await _rig.Prober.ProbeOneAsync(ServiceType.Asr, "one", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_interval_counts_from_now_and_a_new_provider_need_not_wait_for_it()
    {
        var running = _rig.Prober.RunAsync(_stopping.Token);
        await Probed(1);

        _rig.Prober.Apply(new HealthOptions { ProbeInterval = TimeSpan.FromSeconds(5) });
        _rig.Time.Advance(TimeSpan.FromSeconds(5));
        await Probed(2);

        _rig.Prober.Apply(new HealthOptions { ProbeInterval = TimeSpan.FromHours(1) });
        _rig.Time.Advance(TimeSpan.FromMinutes(31));
        _rig.Prober.ProbeSoon();
        await Probed(3);

        await _stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private Task<ProbeOutcome?> ProbeAsync(string provider) =>
        _rig.Prober.ProbeOneAsync(ServiceType.Tts, provider, CancellationToken.None);

    private Task Probed(int times) => Eventually.TrueAsync(() =>
        _rig.FirstScript.Opened == times && _rig.Two.GetView().LastProbe == _rig.Time.GetUtcNow()
        && _rig.One.GetView().LastProbe == _rig.Time.GetUtcNow());
}
