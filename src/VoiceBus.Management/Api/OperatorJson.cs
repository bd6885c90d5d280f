using System.Text.Json.Serialization;
using VoiceBus.Management.Api.Devices;

namespace VoiceBus.Management.Api;

/// <summary>Serialization of the bodies of sessions and turns, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TurnsDto))]
[JsonSerializable(typeof(TurnDto))]
[JsonSerializable(typeof(SessionsDto))]
[JsonSerializable(typeof(SessionDto))]
[JsonSerializable(typeof(SayDto))]
[JsonSerializable(typeof(AlertDto))]
[JsonSerializable(typeof(CustomDto))]
[JsonSerializable(typeof(CloseDto))]
[JsonSerializable(typeof(TalkTicketDto))]
internal sealed partial class OperatorJson : JsonSerializerContext;
