using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Monitoring;

/// <summary>A tts service of two scripted providers and its health; one instance each.</summary>
internal sealed class HealthRig
{
    public HealthRig()
    {
        One = Entry("one", FirstScript);
        Two = Entry("two", SecondScript);
        Service = ScriptedService.Of(ServiceType.Tts, Time, One, Two);
        Health = new ServiceHealth([Service], new HealthOptions());
        Prober = new HealthProber([ServiceProbes.Tts(Service)], new HealthOptions(), Time, NullEventSink.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public ProviderScript FirstScript { get; } = new();

    public ProviderScript SecondScript { get; } = new();

    public ProviderEntry<ISpeechSynthesizer> One { get; }

    public ProviderEntry<ISpeechSynthesizer> Two { get; }

    public Failover<ISpeechSynthesizer> Service { get; }

    public ServiceHealth Health { get; }

    public HealthProber Prober { get; }

    public ServiceReport Report => Health.GetReport().Services[0];

    public OverallStatus Overall => Health.GetReport().Overall;

    /// <summary>One call with the given outcome at one provider.</summary>
    public async Task CallAsync(ProviderEntry<ISpeechSynthesizer> entry, TimeSpan latency, Exception? failure = null)
    {
        var call = Service.AskAsync(
            entry,
            ProviderCaller.Named("s"),
            (_, attempt, _) =>
            {
                Time.Advance(latency);
                attempt.Replied();
                return failure is null ? Task.FromResult(true) : throw failure;
            },
            new ServiceDeadlines(),
            CancellationToken.None);
        if (failure is null)
            await call;
        else
            await Should.ThrowAsync<ProviderException>(call);
    }

    private ProviderEntry<ISpeechSynthesizer> Entry(string name, ProviderScript script) => ScriptedService.Entry<ISpeechSynthesizer>(
        ServiceType.Tts, name, script, () => new ScriptedSynthesizer(script), Time, null, new PoolOptions { MinSize = 0, MaxSize = 1 });
}
