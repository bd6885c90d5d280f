using VoiceBus.Core.Services;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Judges services by what became of their recent calls and probes, never by a literal. Thread-safe; computed when asked.
/// </summary>
public sealed class ServiceHealth
{
    private readonly IReadOnlyList<IServiceView> _services;
    private volatile HealthOptions _options;

    /// <summary>Watches the given services.</summary>
    public ServiceHealth(IReadOnlyList<IServiceView> services, HealthOptions options)
    {
        _services = services;
        _options = options;
    }

    /// <summary>Replaces the thresholds live.</summary>
    public void Apply(HealthOptions options) => _options = options;

    /// <summary>The health now.</summary>
    public HealthReport GetReport()
    {
        var options = _options;
        ServiceReport[] reports = [.. _services.Select(service => Report(service.GetView(), options))];
        return new HealthReport(reports, Overall(reports));
    }

    private static ServiceReport Report(ServiceView view, HealthOptions options) =>
        Judge(view, options) with { Providers = view.Providers };

    private static OverallStatus Overall(ServiceReport[] reports)
    {
        var unhealthy = reports.Where(static report => report.Status == ServiceStatus.Unhealthy).ToArray();
        return unhealthy.Length == 0 ? OverallStatus.Healthy
            : unhealthy.All(static report => report.IsUsable) ? OverallStatus.Degraded
            : OverallStatus.Unhealthy;
    }

    private static ServiceReport Judge(ServiceView view, HealthOptions options)
    {
        if (!view.Enabled)
            return new ServiceReport(view.Service, ServiceStatus.Disabled, null, false, "switched off");
        if (view.Providers.Count == 0)
            return new ServiceReport(view.Service, ServiceStatus.Unhealthy, null, false, "no provider configured");
        var preferred = view.Providers[0];
        if (Fault(preferred, options) is { } fault)
            return JudgeFallback(view, $"{preferred.Name}: {fault}", options);
        if (preferred.Figures.Calls == 0)
            return new ServiceReport(view.Service, ServiceStatus.Warning, preferred, false, "no call and no probe has ended yet");
        var concern = Concern(preferred, options.LatencyMs(view.Service), options);
        return new ServiceReport(
            view.Service, concern is null ? ServiceStatus.Healthy : ServiceStatus.Warning, preferred, true, concern);
    }

    private static ServiceReport JudgeFallback(ServiceView view, string fault, HealthOptions options)
    {
        var fallback = view.Providers.Skip(1).FirstOrDefault(p => p.Figures.Calls > 0 && Fault(p, options) is null);
        return fallback is null
            ? new ServiceReport(view.Service, ServiceStatus.Unhealthy, view.Providers[0], false, fault)
            : new ServiceReport(view.Service, ServiceStatus.Unhealthy, fallback, true, $"{fault}; {fallback.Name} stands in");
    }

    private static string? Fault(ProviderView provider, HealthOptions options)
    {
        var figures = provider.Figures;
        if (provider.Circuit == CircuitStatus.Open)
            return $"circuit open ({figures.LastError})";
        if (provider.RestLeft is { } rest)
            return $"rate limited for another {rest.TotalSeconds:0} s";
        return figures is { Calls: > 0, LastSucceeded: false } && figures.ErrorRate >= options.UnhealthyErrorRate
            ? $"{figures.ErrorRate:P0} of recent calls failed ({figures.LastError})"
            : null;
    }

    private static string? Concern(ProviderView provider, double latencyMs, HealthOptions options)
    {
        var (figures, pool) = (provider.Figures, provider.Pool);
        if (provider.Circuit == CircuitStatus.HalfOpen)
            return "circuit half open";
        if (pool.InUse >= pool.MaxSize)
            return $"pool exhausted: {pool.InUse} of {pool.MaxSize} in use, {pool.Waiting} waiting";
        if (pool.Quarantined.Count > 0)
            return $"{pool.Quarantined.Count} leases were never returned";
        if (figures.ErrorRate > options.WarningErrorRate)
            return $"{figures.ErrorRate:P0} of recent calls failed ({figures.LastError})";
        return figures.MedianLatencyMs > latencyMs
            ? $"median latency {figures.MedianLatencyMs:0} ms is over {latencyMs:0} ms"
            : null;
    }
}
