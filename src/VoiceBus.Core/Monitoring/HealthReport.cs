using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Monitoring;

/// <summary>How well a service does.</summary>
public enum ServiceStatus
{
    /// <summary>Answers, in time.</summary>
    Healthy,

    /// <summary>Answers, but slowly or with errors; or nothing is known of it yet.</summary>
    Warning,

    /// <summary>Its preferred provider does not answer, or it has none.</summary>
    Unhealthy,

    /// <summary>Switched off by configuration.</summary>
    Disabled,
}

/// <summary>How well the whole server does.</summary>
public enum OverallStatus
{
    /// <summary>No service is unhealthy.</summary>
    Healthy,

    /// <summary>Every unhealthy service has a fallback that works.</summary>
    Degraded,

    /// <summary>A service cannot answer.</summary>
    Unhealthy,
}

/// <summary>One service's health, from its traffic and probes.</summary>
/// <param name="Service">The service.</param>
/// <param name="Status">How well it does.</param>
/// <param name="Active">The provider the next call is answered by, or null when there is none.</param>
/// <param name="IsUsable">Whether a provider has shown that it works and is not left alone now.</param>
/// <param name="Detail">Why it is not healthy, or null.</param>
public sealed record ServiceReport(
    ServiceType Service, ServiceStatus Status, ProviderView? Active, bool IsUsable, string? Detail)
{
    /// <summary>All providers of the service, in the order they are asked.</summary>
    public IReadOnlyList<ProviderView> Providers { get; init; } = [];
}

/// <summary>The health of all services.</summary>
/// <param name="Services">In the order they were given.</param>
/// <param name="Overall">The sum of them.</param>
public sealed record HealthReport(IReadOnlyList<ServiceReport> Services, OverallStatus Overall);
