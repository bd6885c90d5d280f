namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// The services of all nodes as one: a service is as well as the nodes that can serve it; it is unhealthy only when none can.
/// Nodes that are about to end are shown but do not count.
/// </summary>
internal static class ClusterHealth
{
    private const string Healthy = "healthy";
    private const string Warning = "warning";
    private const string Unhealthy = "unhealthy";
    private const string Disabled = "disabled";
    private const string Degraded = "degraded";
    private static readonly string[] _names = ["asr", "llm", "tts", "mcp"];

    /// <summary>Judges all nodes together.</summary>
    public static HealthDto Of(IReadOnlyList<NodeReport> nodes)
    {
        NodeReport[] staying = [.. nodes.Where(static node => !node.Draining)];
        ServiceHealthDto[] services = [.. _names.Select(name => Of(name, staying))];
        return new HealthDto(services, Overall(services, staying)) { Nodes = [.. nodes.Select(NodeHealthDto.From)] };
    }

    private static string Overall(ServiceHealthDto[] services, NodeReport[] nodes)
    {
        var sick = services.Where(static service => service.Status == Unhealthy).Select(static service => service.Name).ToArray();
        if (sick.Length == 0)
            return Healthy;
        // A node says degraded when a fallback stands in for all that is unhealthy on it.
        var standIn = sick.All(name => nodes.Any(node => node.Health.OverallStatus == Degraded && node.Services.Contains(name)));
        return standIn ? Degraded : Unhealthy;
    }

    private static ServiceHealthDto Of(string name, NodeReport[] nodes)
    {
        ServiceHealthDto[] served = [.. nodes.SelectMany(static node => node.Health.Services).Where(service => service.Name == name)];
        ServiceHealthDto[] enabled = [.. served.Where(static service => service.Status != Disabled)];
        if (served.Length == 0)
            return new ServiceHealthDto(name, Unhealthy, null, null, null, null, null, null, null, null, "no node serves it", []);
        var best = Best(served);
        if (enabled.Length == 0)
            return best;
        var worse = enabled.Where(static service => service.Status != Healthy).ToArray();
        return best with
        {
            Status = Array.TrueForAll(enabled, static service => service.Status == Unhealthy) ? Unhealthy : worse.Length > 0 ? Warning : Healthy,
            Detail = worse.Length == 0 ? null : $"{worse.Length} of {enabled.Length} nodes: {worse[0].Detail}",
            Latency = Mean(enabled.Select(static service => service.Latency), 1),
            AvgLatency = Mean(enabled.Select(static service => service.AvgLatency), 1),
            ErrorRate = Mean(enabled.Select(static service => service.ErrorRate), 4),
            Pool = Sum(enabled.Select(static service => service.Pool)),
            Providers = [.. best.Providers.Select(provider => Of(provider, enabled))],
        };
    }

    private static ServiceHealthDto Best(ServiceHealthDto[] served) =>
        Array.Find(served, static service => service.Status == Healthy)
        ?? Array.Find(served, static service => service.Status == Warning)
        ?? Array.Find(served, static service => service.Status == Unhealthy)
        ?? served[0];

    private static ProviderHealthDto Of(ProviderHealthDto named, ServiceHealthDto[] services)
    {
        ProviderHealthDto[] same = [.. services.SelectMany(static service => service.Providers).Where(other => other.Name == named.Name)];
        return named with
        {
            Latency = Mean(same.Select(static provider => provider.Latency), 1),
            ErrorRate = Math.Round(same.Average(static provider => provider.ErrorRate), 4),
            Pool = Sum(same.Select(static provider => provider.Pool))!,
        };
    }

    private static PoolDto? Sum(IEnumerable<PoolDto?> pools)
    {
        PoolDto[] known = [.. pools.OfType<PoolDto>()];
        return known.Length == 0
            ? null
            : known[0] with
            {
                MinSize = known.Sum(static pool => pool.MinSize),
                MaxSize = known.Sum(static pool => pool.MaxSize),
                CurrentSize = known.Sum(static pool => pool.CurrentSize),
                InUse = known.Sum(static pool => pool.InUse),
                Waiting = known.Sum(static pool => pool.Waiting),
                LastCheck = known.Max(static pool => pool.LastCheck),
                Quarantined = [.. known.SelectMany(static pool => pool.Quarantined)],
            };
    }

    private static double? Mean(IEnumerable<double?> figures, int digits) =>
        figures.Average() is { } mean ? Math.Round(mean, digits) : null;
}
