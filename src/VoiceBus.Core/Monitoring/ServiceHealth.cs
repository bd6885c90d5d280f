using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Judges services by what became of their recent calls and probes, never by a literal. Thread-safe; computed when asked.
/// </summary>
public sealed class ServiceHealth
{
    private const string Untried = "no call and no probe has ended yet";

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
        ProviderView[] primaries = [.. view.Providers.Where(view.IsPrimary)];
        var faults = primaries.Select(primary => Named(primary, Fault(primary, options))).OfType<string>().ToArray();
        if (faults.Length > 0)
            return JudgeFallback(view, string.Join("; ", faults), options);
        if (Array.TrueForAll(primaries, static primary => primary.Figures.Calls == 0))
            return new ServiceReport(view.Service, ServiceStatus.Warning, primaries[0], false, Untried);
        var concerns = primaries
            .Select(primary => (primary, Concern: Concern(primary, options.LatencyMs(view.Service), options)))
            .Where(static judged => judged.Concern is not null)
            .Select(judged => primaries.Length == 1 ? judged.Concern : Named(judged.primary, judged.Concern))
            .Concat(Missing(view, options))
            .ToArray();
        return new ServiceReport(
            view.Service,
            concerns.Length == 0 ? ServiceStatus.Healthy : ServiceStatus.Warning,
            primaries[0],
            true,
            concerns.Length == 0 ? null : string.Join("; ", concerns));
    }

    private static string? Named(ProviderView provider, string? judgement) => judgement is null ? null : $"{provider.Name}: {judgement}";

    private static ServiceReport JudgeFallback(ServiceView view, string fault, HealthOptions options)
    {
        var fallback = view.Providers.FirstOrDefault(provider => provider.Figures.Calls > 0 && Fault(provider, options) is null);
        return fallback is null
            ? new ServiceReport(view.Service, ServiceStatus.Unhealthy, view.Providers[0], false, fault)
            : new ServiceReport(view.Service, ServiceStatus.Unhealthy, fallback, true, $"{fault}; {fallback.Name} stands in");
    }

    // The tools of one provider are not those of another: none stands in for one that fails.
    private static IEnumerable<string> Missing(ServiceView view, HealthOptions options) => view.Service != ServiceType.Mcp ? [] : view.Providers
        .Where(provider => !view.IsPrimary(provider))
        .Select(provider => Named(provider, Fault(provider, options)))
        .OfType<string>();

    private static string? Fault(ProviderView provider, HealthOptions options)
    {
        var figures = provider.Figures;
        if (provider.Circuit == CircuitStatus.Open)
            return $"circuit open ({figures.LastError})";
        if (provider.RetryAfterRemaining is { } rest)
            return $"rate limited for another {rest.TotalSeconds:0} s";
        return figures is { Calls: > 0, LastSucceeded: false } && figures.ErrorRate >= options.UnhealthyErrorRate
            ? $"{figures.ErrorRate:P0} of recent calls failed ({figures.LastError})"
            : null;
    }

    private static string? Concern(ProviderView provider, double latencyMs, HealthOptions options)
    {
        var (figures, pool) = (provider.Figures, provider.Pool);
        if (figures.Calls == 0)
            return Untried;
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
