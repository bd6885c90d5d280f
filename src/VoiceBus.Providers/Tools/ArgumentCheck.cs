using System.Text.Json;

namespace VoiceBus.Providers.Tools;

/// <summary>Compares a tool call's arguments with the tool's schema, in words a model can act on.</summary>
internal static class ArgumentCheck
{
    /// <summary>What is wrong with the arguments, or null.</summary>
    public static string? Problem(JsonElement schema, JsonElement arguments)
    {
        if (arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
            return "the arguments must be a JSON object.";
        var given = arguments.ValueKind == JsonValueKind.Object ? [.. arguments.EnumerateObject()] : Array.Empty<JsonProperty>();
        var known = schema.GetProperty("properties");
        foreach (var argument in given)
        {
            if (!known.TryGetProperty(argument.Name, out var expected))
                return $"there is no argument '{argument.Name}'; there are: {string.Join(", ", known.EnumerateObject().Select(static p => p.Name))}.";
            if (!Fits(expected, argument.Value.ValueKind))
                return $"the argument '{argument.Name}' must be {expected.GetProperty("type").GetRawText()}.";
        }

        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(static name => name.GetString()).FirstOrDefault(name => !given.Any(g => g.Name == name))
            : null;
        return missing is null ? null : $"the argument '{missing}' is missing.";
    }

    private static bool Fits(JsonElement expected, JsonValueKind given)
    {
        if (!expected.TryGetProperty("type", out var type))
            return true;
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(one => IsOf(one.GetString(), given))
            : IsOf(type.GetString(), given);
    }

    private static bool IsOf(string? type, JsonValueKind given) => type switch
    {
        "string" => given == JsonValueKind.String,
        "number" or "integer" => given == JsonValueKind.Number,
        "boolean" => given is JsonValueKind.True or JsonValueKind.False,
        "null" => given == JsonValueKind.Null,
        "object" => given == JsonValueKind.Object,
        "array" => given == JsonValueKind.Array,
        _ => true,
    };
}
