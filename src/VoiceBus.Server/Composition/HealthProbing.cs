using VoiceBus.Core.Monitoring;

namespace VoiceBus.Server.Composition;

/// <summary>Runs the prober as long as the server runs.</summary>
internal sealed class HealthProbing(HealthProber prober) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => prober.RunAsync(stoppingToken);
}
