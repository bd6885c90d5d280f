using System.Text.Json.Serialization;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>Which live configuration a node follows.</summary>
/// <param name="Version">Of the document that all nodes follow, as far as this node knows it.</param>
/// <param name="Change">The change that made it; left out when it is the node's own.</param>
/// <param name="Problem">Why a newer one is not followed; left out when there is none.</param>
public sealed record ConfigurationReport(
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Change,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem);
