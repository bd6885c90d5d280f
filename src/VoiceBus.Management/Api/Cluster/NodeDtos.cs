using System.Text.Json.Serialization;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>One node's bus.</summary>
/// <param name="Id">The node.</param>
/// <param name="Role">all, gateway or worker. A worker counts the calls it serves, which their gateways count too.</param>
/// <param name="Draining">Whether it is about to end.</param>
/// <param name="QueueLength">As in the whole.</param>
/// <param name="ProcessingRate">As in the whole.</param>
/// <param name="ErrorCount">As in the whole.</param>
/// <param name="UptimeSeconds">Since its bus was made.</param>
/// <param name="TotalProcessed">As in the whole.</param>
/// <param name="DroppedAudioFrames">As in the whole.</param>
/// <param name="Queues">One per service.</param>
public sealed record NodeBusDto(
    string Id,
    string Role,
    bool Draining,
    int QueueLength,
    double ProcessingRate,
    long ErrorCount,
    double UptimeSeconds,
    long TotalProcessed,
    long DroppedAudioFrames,
    IReadOnlyList<QueueDto> Queues)
{
    /// <summary>Which live configuration it follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfigurationReport? Configuration { get; init; }

    internal static NodeBusDto From(NodeReport node) => new(
        node.Id,
        node.Role,
        node.Draining,
        node.Bus.QueueLength,
        node.Bus.ProcessingRate,
        node.Bus.ErrorCount,
        node.Bus.UptimeSeconds,
        node.Bus.TotalProcessed,
        node.Bus.DroppedAudioFrames,
        node.Bus.Queues)
    {
        Configuration = node.Configuration,
    };
}

/// <summary>One node's services.</summary>
/// <param name="Id">The node.</param>
/// <param name="Role">all, gateway or worker.</param>
/// <param name="Draining">Whether it is about to end.</param>
/// <param name="OverallStatus">Judged by what it serves itself.</param>
/// <param name="Services">What it serves itself; none on a gateway.</param>
public sealed record NodeHealthDto(string Id, string Role, bool Draining, string OverallStatus, IReadOnlyList<ServiceHealthDto> Services)
{
    internal static NodeHealthDto From(NodeReport node) =>
        new(node.Id, node.Role, node.Draining, node.Health.OverallStatus, node.Health.Services);
}

/// <summary>How many sessions a node has.</summary>
/// <param name="Id">The node.</param>
/// <param name="Role">all or gateway.</param>
/// <param name="Draining">Whether it is about to end.</param>
/// <param name="Sessions">Sessions open on it, as it last told.</param>
public sealed record NodeSessionsDto(string Id, string Role, bool Draining, int Sessions);
