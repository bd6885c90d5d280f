using System.Text.Json.Serialization;

namespace VoiceBus.Server.Api;

/// <summary>Serialization of the monitoring bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BusStatusDto))]
[JsonSerializable(typeof(HealthDto))]
[JsonSerializable(typeof(ReadinessDto))]
[JsonSerializable(typeof(LivenessDto))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
