using VoiceBus.Core.Facts;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.Server.Composition;

/// <summary>Runs the prober as long as the server runs.</summary>
internal sealed class HealthProbing(HealthProber prober, IFactTeller facts, TimeProvider time)
    : GuardedBackgroundService("health", facts, time)
{
    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stoppingToken) => prober.RunAsync(stoppingToken);
}
