using System.Text.Json.Serialization;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>Body of GET /api/services/health; JSON names in snake_case.</summary>
/// <param name="Services">asr, llm, tts, mcp.</param>
/// <param name="OverallStatus">healthy, degraded (an unhealthy service has a working fallback) or unhealthy.</param>
public sealed record HealthDto(IReadOnlyList<ServiceHealthDto> Services, string OverallStatus)
{
    /// <summary>Each node around the broker, this one first; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NodeHealthDto>? Nodes { get; init; }

    /// <summary>What the services understand and speak, and which personas' languages they do not; left out by workers, which know no personas.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LanguagesDto? Languages { get; init; }

    internal static HealthDto From(HealthReport report, IEnumerable<ToolServerStatus> servers) => new(
        [.. report.Services.Select(service => service.Service == ServiceType.Mcp
            ? ServiceHealthDto.From(service) with { Servers = [.. servers.Select(ToolServerDto.From)] }
            : ServiceHealthDto.From(service))],
        Names.Of(report.Overall));
}

/// <summary>One service's health, from its real traffic and probes.</summary>
/// <param name="Name">asr, llm, tts or mcp.</param>
/// <param name="Status">healthy, warning, unhealthy or disabled.</param>
/// <param name="Latency">Recent median time to the first useful reply in ms, or null before one was measured.</param>
/// <param name="Type">What kind of provider answers, as configured.</param>
/// <param name="Provider">The provider the next call is answered by.</param>
/// <param name="Pool">That provider's instances.</param>
/// <param name="AvgLatency">Recent mean of the same as latency, ms.</param>
/// <param name="ErrorRate">Share of recent calls that failed, 0 to 1.</param>
/// <param name="Circuit">closed, open or half_open.</param>
/// <param name="LastProbe">When the provider was last probed, UTC.</param>
/// <param name="Detail">Why the service is not healthy.</param>
/// <param name="Providers">All providers, in the order they are asked.</param>
public sealed record ServiceHealthDto(
    string Name,
    string Status,
    double? Latency,
    string? Type,
    string? Provider,
    PoolDto? Pool,
    double? AvgLatency,
    double? ErrorRate,
    string? Circuit,
    DateTimeOffset? LastProbe,
    string? Detail,
    IReadOnlyList<ProviderHealthDto> Providers)
{
    /// <summary>The configured MCP servers; mcp only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ToolServerDto>? Servers { get; init; }

    internal static ServiceHealthDto From(ServiceReport report)
    {
        var active = report.Active;
        return new ServiceHealthDto(
            Names.Of(report.Service),
            Names.Of(report.Status),
            Round(active?.Figures.MedianLatencyMs),
            active?.Type,
            active?.Name,
            active is null ? null : PoolDto.From(active.Pool),
            Round(active?.Figures.AverageLatencyMs),
            active is null ? null : Math.Round(active.Figures.ErrorRate, 4),
            active is null ? null : Names.Of(active.Circuit),
            active?.LastProbe,
            report.Detail,
            [.. report.Providers.Select(ProviderHealthDto.From)]);
    }

    internal static double? Round(double? ms) => ms is null ? null : Math.Round(ms.Value, 1);
}

/// <summary>A provider pool.</summary>
/// <param name="Name">The pool's name.</param>
/// <param name="MinSize">Instances kept ready.</param>
/// <param name="MaxSize">Instances at most.</param>
/// <param name="CurrentSize">Idle, leased and being created together.</param>
/// <param name="InUse">Leased now.</param>
/// <param name="Waiting">Tenants waiting for a lease.</param>
/// <param name="LastCheck">When the idle instances were last checked, UTC.</param>
/// <param name="Quarantined">Leases held for too long.</param>
public sealed record PoolDto(
    string Name,
    int MinSize,
    int MaxSize,
    int CurrentSize,
    int InUse,
    int Waiting,
    DateTimeOffset? LastCheck,
    IReadOnlyList<QuarantinedDto> Quarantined)
{
    internal static PoolDto From(PoolSnapshot pool) => new(
        pool.Name, pool.MinSize, pool.MaxSize, pool.CurrentSize, pool.InUse, pool.Waiting, pool.LastCheck,
        [.. pool.Quarantined.Select(static lease => new QuarantinedDto(lease.Owner, Math.Round(lease.Age.TotalSeconds, 1)))]);
}

/// <summary>A lease held for too long.</summary>
/// <param name="Owner">The session.</param>
/// <param name="AgeSeconds">For how long.</param>
public sealed record QuarantinedDto(string Owner, double AgeSeconds);
