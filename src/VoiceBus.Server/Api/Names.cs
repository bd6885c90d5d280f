using System.Text.Json;

namespace VoiceBus.Server.Api;

/// <summary>Enumeration members as they are written in JSON: snake_case.</summary>
internal static class Names
{
    public static string Of<TEnum>(TEnum member)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());
}
