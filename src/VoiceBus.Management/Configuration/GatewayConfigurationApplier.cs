using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Puts a document into force: for new calls and new turns; what runs is not touched. Conversations read theirs from
/// <see cref="GatewayConfigurationSnapshot"/>.
/// </summary>
public sealed class GatewayConfigurationApplier(
    IQueueControl queues, IEnumerable<ILiveService> services, ServiceHealth health, HealthProber prober, TextPolicy text)
{
    /// <summary>Applies a checked document. One caller at a time.</summary>
    public void Apply(GatewayConfiguration document)
    {
        foreach (var service in Enum.GetValues<ServiceType>())
            queues.Apply(service, document.QueueOf(service));
        var monitoring = document.Monitoring.ToOptions();
        health.Apply(monitoring);
        prober.Apply(monitoring);
        text.IsShown = document.Monitoring.LogText;
        foreach (var service in services)
            service.Apply(document.Services.Of(service.Service));
        prober.ProbeSoon();
    }
}
