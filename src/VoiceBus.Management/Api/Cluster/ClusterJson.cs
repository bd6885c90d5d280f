using System.Text.Json.Serialization;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>Serialization of what nodes tell each other, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(ClusterRequest))]
[JsonSerializable(typeof(ClusterResponse))]
internal sealed partial class ClusterJson : JsonSerializerContext;
