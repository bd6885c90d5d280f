using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.AspNetCore;

/// <summary>Runs the prober as long as the server runs.</summary>
internal sealed class HealthProbingHostedService(HealthProber prober, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("health", events, time)
{
    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken stoppingToken) => prober.RunAsync(stoppingToken);
}
