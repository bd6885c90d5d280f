using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Brings a model's arguments into the types of a device's schema: firmware takes an argument of another type for a missing
/// one (protocol.md 5.4). Pure.
/// </summary>
internal static class ToolArguments
{
    /// <summary>The arguments in the schema's types, without those it does not know.</summary>
    /// <param name="schema">An object schema.</param>
    /// <param name="given">The model's arguments.</param>
    /// <param name="problem">What is wrong, for the model, when the result is null.</param>
    public static JsonElement? Coerce(JsonElement schema, AIFunctionArguments given, out string problem)
    {
        problem = "";
        var coerced = new JsonObject();
        var properties = schema.TryGetProperty("properties", out var declared) && declared.ValueKind == JsonValueKind.Object ? declared : default;
        foreach (var property in properties.ValueKind == JsonValueKind.Object ? [.. properties.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            var value = given.TryGetValue(property.Name, out var raw) ? JsonSerializer.SerializeToElement(raw, AIJsonUtilities.DefaultOptions) : default;
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
                continue;
            if (!TryConvert(property.Value, value, out var converted, out problem))
            {
                problem = $"the argument '{property.Name}' {problem}.";
                return null;
            }

            coerced[property.Name] = converted;
        }

        if (Missing(schema, coerced) is { } missing)
        {
            problem = $"the argument '{missing}' is missing.";
            return null;
        }

        return JsonElement.Parse(coerced.ToJsonString());
    }

    private static string? Missing(JsonElement schema, JsonObject given) =>
        schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String)
                .Select(static name => name.GetString()!).FirstOrDefault(name => !given.ContainsKey(name))
            : null;

    private static bool TryConvert(JsonElement expected, JsonElement value, out JsonNode? converted, out string problem)
    {
        var type = expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("type", out var declared)
            && declared.ValueKind == JsonValueKind.String ? declared.GetString() : null;
        (converted, problem) = type switch
        {
            "integer" => Integer(expected, value),
            "number" => Number(expected, value),
            "boolean" => Truth(value) is { } truth ? (JsonValue.Create(truth), "") : (null, "must be true or false"),
            "string" => (JsonValue.Create(Plain(value)), ""),
            _ => (ArgumentTypes.Value(expected, value), ""),
        };
        return problem.Length == 0;
    }

    private static (JsonNode?, string) Integer(JsonElement expected, JsonElement value)
    {
        if (Amount(value) is not { } amount || amount != Math.Truncate(amount) || amount is < int.MinValue or > int.MaxValue)
            return (null, "must be a whole number");
        return (JsonValue.Create((int)amount), OutOfRange(expected, amount));
    }

    private static (JsonNode?, string) Number(JsonElement expected, JsonElement value) =>
        Amount(value) is { } amount ? (JsonValue.Create(amount), OutOfRange(expected, amount)) : (null, "must be a number");

    private static string OutOfRange(JsonElement expected, double amount)
    {
        var low = Bound(expected, "minimum") ?? double.MinValue;
        var high = Bound(expected, "maximum") ?? double.MaxValue;
        return amount >= low && amount <= high ? "" : FormattableString.Invariant($"must be {low} to {high}, not {amount}");
    }

    private static double? Bound(JsonElement expected, string name) =>
        expected.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;

    private static double? Amount(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(
            value.GetString()!.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
            && double.IsFinite(parsed) => parsed,
        _ => null,
    };

    private static bool? Truth(JsonElement value) => Plain(value).Trim().ToLowerInvariant() switch
    {
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        _ => null,
    };

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
