using System.Globalization;
using System.Text.Json;

namespace VoiceBus.Providers.Tools;

/// <summary>
/// Compares a tool call's arguments with the tool's JSON schema, in words a model can act on. It knows the keywords tools use
/// (type, properties, required, additionalProperties, items, enum, const, bounds, anyOf, oneOf, allOf); others are the tool's to
/// check, as is a schema that is none: whatever a tool server sends, nothing is thrown. Pure.
/// </summary>
/// <remarks>
/// Own code, because no library does better here. NJsonSchema 11.6.2 (MIT) was tried on the same schemas and arguments: it
/// refuses boolean schemas, which tool servers send, and takes "$ref" for an address to fetch; it does not know const, throws
/// on patterns that are none and on deep arguments, takes 3.0 for no integer, and says "NotInEnumeration: #/unit" but not which
/// values there are. JsonSchema.Net asks a maintenance fee for the binaries of its newer versions, and the last ones under MIT
/// need packages that are not to be had where this is built.
/// </remarks>
internal static class ArgumentCheck
{
    private const int MaxDepth = 16;
    private const int MaxNamed = 20;

    /// <summary>What is wrong with the arguments, or null.</summary>
    public static string? Problem(JsonElement schema, JsonElement arguments)
    {
        if (arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
            return "the arguments must be a JSON object.";
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        var given = arguments.ValueKind == JsonValueKind.Object ? arguments : JsonElement.Parse("{}");
        return Members(schema, given, "", 0) is { } problem ? $"{problem}." : null;
    }

    private static string? Value(JsonElement schema, JsonElement value, string path, int depth)
    {
        // Deeper ones are the tool's to check, as is a schema that is no object (true allows anything).
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return null;
        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value))
            return $"{Named(path)} must be {type.GetRawText()}";
        return Choice(schema, value, path)
            ?? Bounds(schema, value, path)
            ?? value.ValueKind switch
            {
                JsonValueKind.Object => Members(schema, value, path, depth),
                JsonValueKind.Array => Items(schema, value, path, depth),
                _ => null,
            }
            ?? Alternatives(schema, value, path, depth);
    }

    private static string? Members(JsonElement schema, JsonElement value, string path, int depth)
    {
        var known = schema.TryGetProperty("properties", out var declared) && declared.ValueKind == JsonValueKind.Object ? declared : default;
        foreach (var member in value.EnumerateObject())
        {
            var problem = known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var expected)
                ? Value(expected, member.Value, Join(path, member.Name), depth + 1)
                : Unknown(schema, known, Join(path, member.Name));
            if (problem is not null)
                return problem;
        }

        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
            return null;
        var missing = required.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String)
            .Select(static name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _));
        return missing is null ? null : $"{Named(Join(path, missing))} is missing";
    }

    // A tool that takes anything says so; of one that says nothing a model has made the argument up.
    private static string? Unknown(JsonElement schema, JsonElement known, string path)
    {
        if (schema.TryGetProperty("additionalProperties", out var more) ? more.ValueKind != JsonValueKind.False : known.ValueKind != JsonValueKind.Object || HasAlternatives(schema))
            return null;
        var names = known.ValueKind == JsonValueKind.Object ? string.Join(", ", known.EnumerateObject().Take(MaxNamed).Select(static p => p.Name)) : "";
        return $"there is no argument '{path}'; there {(names.Length == 0 ? "is none" : $"are: {names}")}";
    }

    private static string? Items(JsonElement schema, JsonElement value, string path, int depth)
    {
        var count = value.GetArrayLength();
        if (Number(schema, "minItems") is { } least && count < least)
            return $"{Named(path)} must have {least} items at least";
        if (Number(schema, "maxItems") is { } most && count > most)
            return $"{Named(path)} must have {most} items at most";
        if (!schema.TryGetProperty("items", out var expected))
            return null;
        return value.EnumerateArray().Select((item, i) => Value(expected, item, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", depth + 1))
            .FirstOrDefault(static problem => problem is not null);
    }

    private static string? Choice(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("enum", out var choice) && choice.ValueKind == JsonValueKind.Array
            && !choice.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{Named(path)} must be one of {string.Join(", ", choice.EnumerateArray().Take(MaxNamed).Select(static one => one.GetRawText()))}";
        }

        return schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)
            ? $"{Named(path)} must be {only.GetRawText()}" : null;
    }

    private static string? Bounds(JsonElement schema, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Number => Range(schema, value.GetDouble(), path),
        JsonValueKind.String => Length(schema, value.GetString()!.Length, path),
        _ => null,
    };

    private static string? Range(JsonElement schema, double value, string path) =>
        Number(schema, "minimum") is { } least && value < least ? Must(path, "at least", least)
        : Number(schema, "maximum") is { } most && value > most ? Must(path, "at most", most)
        : Number(schema, "exclusiveMinimum") is { } above && value <= above ? Must(path, "more than", above)
        : Number(schema, "exclusiveMaximum") is { } below && value >= below ? Must(path, "less than", below)
        : null;

    private static string? Length(JsonElement schema, int length, string path) =>
        Number(schema, "minLength") is { } least && length < least ? Must(path, "of a length of at least", least)
        : Number(schema, "maxLength") is { } most && length > most ? Must(path, "of a length of at most", most)
        : null;

    private static string? Alternatives(JsonElement schema, JsonElement value, string path, int depth)
    {
        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (!schema.TryGetProperty(keyword, out var ways) || ways.ValueKind != JsonValueKind.Array || ways.GetArrayLength() == 0)
                continue;
            var problems = ways.EnumerateArray().Select(way => Value(way, value, path, depth + 1)).ToArray();
            if (Array.TrueForAll(problems, static problem => problem is not null))
                return problems[0];
        }

        return schema.TryGetProperty("allOf", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().Select(part => Value(part, value, path, depth + 1)).FirstOrDefault(static problem => problem is not null)
            : null;
    }

    private static bool HasAlternatives(JsonElement schema) =>
        schema.TryGetProperty("anyOf", out _) || schema.TryGetProperty("oneOf", out _) || schema.TryGetProperty("allOf", out _)
        || schema.TryGetProperty("patternProperties", out _) || schema.TryGetProperty("$ref", out _);

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind switch
    {
        JsonValueKind.Array => type.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String || IsOf(one.GetString(), value)),
        JsonValueKind.String => IsOf(type.GetString(), value),
        _ => true,
    };

    private static bool IsOf(string? type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number == Math.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => true,
    };

    private static double? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;

    private static string Must(string path, string what, double bound) =>
        FormattableString.Invariant($"{Named(path)} must be {what} {bound}");

    private static string Named(string path) => path.Length == 0 ? "the value" : $"the argument '{path}'";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
