using VoiceBus.Core.Services;

namespace VoiceBus.Management.Api;

/// <summary>One provider of a service, from its traffic and probes.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Type">What kind of provider it is.</param>
/// <param name="Circuit">closed, open or half_open.</param>
/// <param name="Latency">Recent median time to the first useful reply in ms, or null before one was measured.</param>
/// <param name="ErrorRate">Share of recent calls that failed, 0 to 1.</param>
/// <param name="LastError">Why the last failed call failed, or null.</param>
/// <param name="LastProbe">When it was last probed, UTC.</param>
/// <param name="Pool">Its instances.</param>
public sealed record ProviderHealthDto(
    string Name,
    string Type,
    string Circuit,
    double? Latency,
    double ErrorRate,
    string? LastError,
    DateTimeOffset? LastProbe,
    PoolDto Pool)
{
    internal static ProviderHealthDto From(ProviderView provider) => new(
        provider.Name,
        provider.Type,
        Names.Of(provider.Circuit),
        ServiceHealthDto.Round(provider.Figures.MedianLatencyMs),
        Math.Round(provider.Figures.ErrorRate, 4),
        provider.Figures.LastError,
        provider.LastProbe,
        PoolDto.From(provider.Pool));
}
