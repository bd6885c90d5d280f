using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Monitoring;

public sealed class HealthProberTests : IDisposable
{
    private static readonly TimeSpan _interval = new HealthOptions().ProbeInterval;
    private readonly HealthRig _rig = new();
    private readonly CancellationTokenSource _stopping = new();

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public async Task Every_provider_is_tried_at_start_and_again_while_there_is_no_traffic()
    {
        var running = _rig.Prober.RunAsync(_stopping.Token);
        await ProbesAsync(1, 1);
        _rig.Report.Status.ShouldBe(ServiceStatus.Healthy);
        _rig.Report.Active!.LastProbe.ShouldBe(_rig.Time.GetUtcNow());

        _rig.Time.Advance(_interval);
        await ProbesAsync(2, 2);

        await _stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_provider_with_traffic_is_not_probed()
    {
        await _rig.CallAsync(_rig.One, TimeSpan.Zero);

        await _rig.Prober.RunOnceAsync(CancellationToken.None);

        (_rig.FirstScript.Opened, _rig.SecondScript.Opened).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_failed_probe_is_a_failed_call_and_its_circuit_is_tried_again_by_probes()
    {
        _rig.FirstScript.FailBeforeReply = new IOException("down");
        for (var i = 0; i < 3; i++)
        {
            await _rig.Prober.RunOnceAsync(CancellationToken.None);
            _rig.Time.Advance(TimeSpan.FromSeconds(20));
        }
        _rig.One.GetView().Circuit.ShouldBe(CircuitStatus.Open);
        _rig.Overall.ShouldBe(OverallStatus.Degraded);

        _rig.FirstScript.FailBeforeReply = null;
        await _rig.Prober.RunOnceAsync(CancellationToken.None);

        _rig.One.GetView().Circuit.ShouldBe(CircuitStatus.Closed);
        _rig.Report.Status.ShouldBe(ServiceStatus.Warning, "it works again, its errors are not forgotten");
    }

    [Fact]
    public async Task A_silent_provider_fails_its_probe_at_the_time_out()
    {
        _rig.FirstScript.HoldBeforeReply = true;
        var probing = _rig.Prober.RunOnceAsync(CancellationToken.None);
        await _rig.FirstScript.Held.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        _rig.Time.Advance(new HealthOptions().ProbeTimeout);
        await probing.WaitAsync(TimeSpan.FromSeconds(20));

        _rig.One.GetView().Figures.LastError.ShouldBe("Timeout: Provider 'one' gave no reply in time.");
        _rig.FirstScript.Instances.ShouldBe(0);
    }

    [Theory]
    [InlineData("hello", 0.0)]
    [InlineData("", 1.0)]
    public async Task Asr_must_understand_the_word(string understood, double errorRate)
    {
        var script = new ProviderScript();
        var entry = ScriptedService.Entry<ISpeechRecognizer>(
            ServiceType.Asr, "a", script, () => new ScriptedRecognizer(script, () => understood), _rig.Time);
        var service = ScriptedService.Of(ServiceType.Asr, _rig.Time, entry);

        await ServiceProbes.Asr(service, new short[4000]).ProbeAsync(_interval, _interval, CancellationToken.None);

        entry.GetView().Figures.ShouldSatisfyAllConditions(f => f.Calls.ShouldBe(1), f => f.ErrorRate.ShouldBe(errorRate));
    }

    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(false, 1.0)]
    public async Task A_model_must_say_something_and_tools_must_be_listed(bool works, double errorRate)
    {
        var script = new ProviderScript();
        var model = ScriptedService.Entry<IChatClient>(
            ServiceType.Llm, "m", script, () => new ScriptedChatClient(script, _ => works ? [new TextContent("ok")] : []), _rig.Time);
        var tools = ScriptedService.Entry<IToolProvider>(ServiceType.Mcp, "t", script, () => new ScriptedTools(
            script, new Dictionary<string, Func<System.Text.Json.JsonElement, string>>())
        {
            FailListing = works ? null : new IOException("down"),
        }, _rig.Time);

        await ServiceProbes.Llm(ScriptedService.Of(ServiceType.Llm, _rig.Time, model)).ProbeAsync(_interval, _interval, CancellationToken.None);
        await ServiceProbes.Mcp(ScriptedService.Of(ServiceType.Mcp, _rig.Time, tools)).ProbeAsync(_interval, _interval, CancellationToken.None);

        model.GetView().Figures.ShouldSatisfyAllConditions(f => f.Calls.ShouldBe(1), f => f.ErrorRate.ShouldBe(errorRate));
        tools.GetView().Figures.ShouldSatisfyAllConditions(f => f.Calls.ShouldBe(1), f => f.ErrorRate.ShouldBe(errorRate));
    }

    private Task ProbesAsync(int first, int second) => Eventually.TrueAsync(() =>
        _rig.One.GetView().Figures.Calls == first && _rig.Two.GetView().Figures.Calls == second
        && _rig.One.GetView().LastProbe == _rig.Time.GetUtcNow());
}
