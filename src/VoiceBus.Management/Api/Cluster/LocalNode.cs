using VoiceBus.Core.Bus;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>What this process says of itself. Thread-safe.</summary>
/// <param name="role">all, gateway or worker.</param>
/// <param name="line">How it reaches the other nodes; null when there are none.</param>
/// <param name="bus">Its bus.</param>
/// <param name="health">What it serves.</param>
/// <param name="drops">Audio it dropped.</param>
/// <param name="sessions">Its sessions.</param>
/// <param name="servers">Its MCP servers.</param>
internal sealed class LocalNode(string role, IClusterChannel? line, IEventBus bus, ServiceHealth health, AudioDrops drops, LocalSessions sessions, IToolServerView servers)
{
    /// <summary>The role of a node without devices.</summary>
    public const string Worker = "worker";

    /// <summary>Whether devices connect to this process.</summary>
    public bool HasDevices => role != Worker;

    /// <summary>The line to the other nodes; null when the bus is in memory and there are none.</summary>
    public IClusterChannel? Line { get; } = line;

    /// <summary>The report of now.</summary>
    public NodeReport Report()
    {
        var (status, services) = (bus.GetStatus(), health.GetReport());
        return new NodeReport(
            Line?.Node ?? "",
            role,
            [.. services.Services.Select(static service => Names.Of(service.Service))],
            [.. services.Services.Where(static service => service.IsUsable).Select(static service => Names.Of(service.Service))],
            status.IsDraining || sessions.IsDraining,
            sessions.Count,
            status.IsServing,
            BusStatusDto.From(status, drops),
            HealthDto.From(services, servers.GetStatus()));
    }
}
