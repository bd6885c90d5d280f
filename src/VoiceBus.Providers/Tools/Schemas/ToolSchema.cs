using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Tools.Schemas;

/// <summary>
/// Makes a schema that every vendor takes of what devices and tool servers say about a tool's arguments. One request carries all tools:
/// one schema that a vendor refuses would cost every device its answer. Pure.
/// </summary>
internal static class ToolSchema
{
    /// <summary>The longest schema, bytes; a longer one would fill the context of every turn.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>Of a tool without arguments.</summary>
    public static JsonElement Empty { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Repairs a schema.</summary>
    /// <param name="given">As it came; null when there is none.</param>
    /// <param name="problem">Why the tool must be left out, when the result is null.</param>
    /// <returns>An object schema.</returns>
    public static JsonElement? Clean(JsonElement? given, out string? problem)
    {
        problem = null;
        if (Unwrapped(given) is not { } root)
            return Empty;
        var cleaner = new SchemaCleaner(root);
        var schema = cleaner.Clean(root);
        problem = schema["type"]?.GetValueKind() == JsonValueKind.String && schema["type"]!.GetValue<string>() is var type && type != "object"
            ? $"its arguments are said to be of type {type}, where they must be an object" : null;
        if (problem is not null)
            return null;
        Raise(schema);
        var text = schema.ToJsonString();
        if (text.Length > MaxBytes)
            problem = $"its schema takes more than {MaxBytes} bytes";
        return problem is null ? JsonElement.Parse(text) : null;
    }

    // Some write the schema as text; and anything but an object says nothing of arguments.
    private static JsonElement? Unwrapped(JsonElement? given)
    {
        if (LenientJson.Text(given) is { } text && text.AsSpan().TrimStart() is ['{', ..])
            given = LenientJson.Documents(Encoding.UTF8.GetBytes(text), out _) is { Count: > 0 } documents ? documents[0] : null;
        if (given is not { ValueKind: JsonValueKind.Object } root)
            return null;
        // Halves of surrogate pairs and the like would be refused by whoever writes it out again.
        return JsonElement.Parse(JsonMender.Text(root));
    }

    // OpenAI takes no alternatives at the top: all of their arguments are offered, none of them asked for.
    private static void Raise(JsonObject schema)
    {
        schema["type"] = "object";
        foreach (var keyword in (string[])["enum", "const", "anyOf", "oneOf", "allOf", "items"])
        {
            if (!schema.Remove(keyword, out var removed) || removed is not JsonArray branches)
                continue;
            foreach (var branch in branches.OfType<JsonObject>())
                Take(schema, branch, isNeeded: keyword == "allOf");
        }

        schema["properties"] ??= new JsonObject();
    }

    private static void Take(JsonObject schema, JsonObject branch, bool isNeeded)
    {
        var properties = schema["properties"] as JsonObject;
        if (properties is null)
            schema["properties"] = properties = [];
        foreach (var (name, property) in (branch["properties"] as JsonObject ?? []).ToArray())
        {
            if (!properties.ContainsKey(name))
                properties[name] = property?.DeepClone();
        }

        if (!isNeeded || branch["required"] is not JsonArray needed)
            return;
        var required = schema["required"] as JsonArray;
        if (required is null)
            schema["required"] = required = [];
        foreach (var name in needed.Select(static name => name!.GetValue<string>()))
        {
            if (!required.Any(known => known!.GetValue<string>() == name))
                required.Add(name);
        }
    }
}
