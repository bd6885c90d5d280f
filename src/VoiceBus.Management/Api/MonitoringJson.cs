using System.Text.Json.Serialization;
using VoiceBus.Management.Api.Devices;

namespace VoiceBus.Management.Api;

/// <summary>Serialization of the monitoring bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BusStatusDto))]
[JsonSerializable(typeof(HealthDto))]
[JsonSerializable(typeof(ReadinessDto))]
[JsonSerializable(typeof(LivenessDto))]
[JsonSerializable(typeof(DevicesDto))]
[JsonSerializable(typeof(ActivateDto))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
