using System.Text.Json;

namespace VoiceBus.Management.Api;

/// <summary>Enumeration members as they are written in JSON: snake_case.</summary>
public static class Names
{
    /// <inheritdoc/>
    public static string Of<TEnum>(TEnum member)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());
}
