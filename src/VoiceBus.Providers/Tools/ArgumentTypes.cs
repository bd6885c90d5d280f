using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.Tools.Schemas;

namespace VoiceBus.Providers.Tools;

/// <summary>
/// Brings arguments into the types a tool's schema asks for where there is no doubt what a model meant: <c>"5"</c> for 5, <c>"yes"</c> for
/// true, one item for a list of it, JSON written as text. Whatever else they are is the check's to say. Pure.
/// </summary>
internal static class ArgumentTypes
{
    private const int MaxDepth = 16;

    /// <summary>The arguments, brought into their types.</summary>
    public static JsonElement Coerce(JsonElement schema, JsonElement arguments)
    {
        var given = arguments.ValueKind == JsonValueKind.String ? Parsed(arguments, JsonValueKind.Object) ?? arguments : arguments;
        return given.ValueKind == JsonValueKind.Object && schema.ValueKind == JsonValueKind.Object
            ? JsonElement.Parse(Members(schema, given, 0).ToJsonString()) : given;
    }

    /// <summary>One argument, brought into its type.</summary>
    public static JsonNode? Value(JsonElement expected, JsonElement value) => Value(expected, value, 0);

    private static JsonObject Members(JsonElement schema, JsonElement given, int depth)
    {
        var properties = LenientJson.Object(schema, "properties");
        var needed = LenientJson.Items(LenientJson.Member(schema, "required")).Select(static name => LenientJson.Text(name)).ToHashSet();
        var coerced = new JsonObject();
        foreach (var member in given.EnumerateObject())
        {
            var expected = LenientJson.Member(properties, member.Name) ?? default;
            // Models fill in null for what they leave out.
            if (member.Value.ValueKind == JsonValueKind.Null && !needed.Contains(member.Name) && !Types(expected).Contains("null"))
                continue;
            coerced[member.Name] = Value(expected, member.Value, depth + 1);
        }

        return coerced;
    }

    private static JsonNode? Value(JsonElement expected, JsonElement value, int depth)
    {
        var types = Types(expected);
        if (depth > MaxDepth || types.Length == 0)
            return Node(value);
        if (types.Contains("object") && (value.ValueKind == JsonValueKind.Object ? value : Parsed(value, JsonValueKind.Object)) is { } members)
            return Members(expected, members, depth);
        if (types.Contains("array") && (value.ValueKind == JsonValueKind.Array ? value : Parsed(value, JsonValueKind.Array)) is { } list)
            return Items(expected, list, depth);
        if (types.Any(type => Fits(type, value)))
            return Chosen(expected, value);
        if (types.Contains("boolean") && Truth(value) is { } truth)
            return JsonValue.Create(truth);
        if ((types.Contains("integer") || types.Contains("number")) && Amount(value) is { } amount)
            return amount == Math.Truncate(amount) && Math.Abs(amount) < 1e15 ? JsonValue.Create((long)amount) : JsonValue.Create(amount);
        if (types.Contains("string") && value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            return JsonValue.Create(value.GetRawText());
        return types.Contains("array") && value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)
            ? new JsonArray(Value(LenientJson.Object(expected, "items") ?? default, value, depth + 1)) : Node(value);
    }

    private static JsonArray Items(JsonElement expected, JsonElement list, int depth)
    {
        var of = LenientJson.Object(expected, "items") ?? default;
        return new JsonArray([.. list.EnumerateArray().Select(item => Value(of, item, depth + 1))]);
    }

    // Of a choice the one that is meant: models do not mind capitals.
    private static JsonNode? Chosen(JsonElement expected, JsonElement value) =>
        LenientJson.Text(value) is { } text
        && LenientJson.Items(LenientJson.Member(expected, "enum")).Select(static one => LenientJson.Text(one)).OfType<string>().ToArray() is { Length: > 0 } choice
        && !choice.Contains(text) && choice.FirstOrDefault(one => one.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } meant
            ? JsonValue.Create(meant) : Node(value);

    private static string[] Types(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.Object ? SchemaTypes.Read(LenientJson.Member(expected, "type")) : [];

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static double? Amount(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse((LenientJson.Word(value) ?? "").Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount)
            ? amount : null;

    private static bool? Truth(JsonElement value) => (value.ValueKind == JsonValueKind.Number ? value.GetRawText() : LenientJson.Text(value))?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "ON" or "YES" => true,
        "FALSE" or "0" or "OFF" or "NO" => false,
        _ => null,
    };

    private static JsonElement? Parsed(JsonElement value, JsonValueKind kind)
    {
        if (LenientJson.Text(value) is not { } text || text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
            return null;
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(text), out var isWhole);
        return isWhole && documents.Count == 1 && documents[0].ValueKind == kind ? documents[0] : null;
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
