using System.Text.Json.Serialization;
using VoiceBus.Server.Api.Devices;

namespace VoiceBus.Server.Api;

/// <summary>Serialization of the monitoring bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BusStatusDto))]
[JsonSerializable(typeof(HealthDto))]
[JsonSerializable(typeof(ReadinessDto))]
[JsonSerializable(typeof(LivenessDto))]
[JsonSerializable(typeof(DevicesDto))]
[JsonSerializable(typeof(ActivateDto))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
