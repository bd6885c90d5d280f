using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Tools.Schemas;

/// <summary>
/// Rewrites one schema with what all vendors know: references are put in, keywords of the wrong type are understood or left out, lists say
/// of what. One schema, one cleaner; not thread-safe.
/// </summary>
/// <param name="root">Where references point to.</param>
internal sealed class SchemaCleaner(JsonElement root)
{
    private const int MaxDepth = 12;

    // Definitions that refer to several others several times grow with every level.
    private const int MaxNodes = 2000;

    private static readonly string[] _texts = ["description", "title", "format", "pattern"];

    private static readonly string[] _numbers =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties",
    ];

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The schema, rewritten.</summary>
    public JsonObject Clean(JsonElement schema) => Schema(schema, 0);

    private JsonObject Schema(JsonElement given, int depth)
    {
        var schema = new JsonObject();
        // {"city": "string"} is a short form that people write; true allows anything.
        if (LenientJson.Text(given) is { } word && SchemaTypes.Meant(word) is { } meant)
            schema["type"] = meant;
        if (given.ValueKind != JsonValueKind.Object || depth > MaxDepth || ++_nodes > MaxNodes)
            return schema;
        if (LenientJson.Text(given, "$ref") is { } reference)
            return Referred(given, reference, depth);
        AddType(schema, given);
        foreach (var name in _texts)
        {
            if (LenientJson.Word(LenientJson.Member(given, name)) is { } text)
                schema[name] = text;
        }

        foreach (var name in _numbers)
        {
            if (Number(LenientJson.Member(given, name)) is { } number)
                schema[name] = number;
        }

        AddChoice(schema, given);
        if (LenientJson.Member(given, "default") is { } standard)
            schema["default"] = Node(standard);
        if (LenientJson.Member(given, "nullable") is { ValueKind: JsonValueKind.True })
            schema["nullable"] = true;
        AddMembers(schema, given, depth);
        AddItems(schema, given, depth);
        foreach (var name in (string[])["anyOf", "oneOf", "allOf"])
            AddAlternatives(schema, given, name, depth);
        return schema;
    }

    private JsonObject Referred(JsonElement given, string reference, int depth)
    {
        var target = reference.StartsWith("#/", StringComparison.Ordinal) ? root : default;
        foreach (var step in reference[Math.Min(2, reference.Length)..].Split('/'))
            target = LenientJson.Member(target, Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) ?? default;
        // A reference to elsewhere, or back to where it stands in, is anything.
        var isNew = target.ValueKind == JsonValueKind.Object && _open.Add(reference);
        var schema = isNew ? Schema(target, depth + 1) : [];
        if (isNew)
            _open.Remove(reference);
        if (LenientJson.Text(given, "description") is { } description)
            schema["description"] = description;
        return schema;
    }

    private static void AddType(JsonObject schema, JsonElement given)
    {
        var types = SchemaTypes.Read(LenientJson.Member(given, "type"));
        if (types.Length == 0)
            types = LenientJson.Object(given, "properties") is not null ? ["object"] : LenientJson.Member(given, "items") is not null ? ["array"] : [];
        if (types.Length == 1)
            schema["type"] = types[0];
        else if (types.Length > 1)
            schema["type"] = new JsonArray([.. types.Select(static type => JsonValue.Create(type))]);
    }

    private static void AddChoice(JsonObject schema, JsonElement given)
    {
        var choice = LenientJson.Member(given, "enum") is { } several ? LenientJson.Items(several) : LenientJson.Items(LenientJson.Member(given, "const"));
        // Gemini takes no empty text and no other type than that of the value.
        var isText = Is(schema, "string");
        JsonNode[] values = [.. choice.Select(value => isText ? LenientJson.Word(value) is { } text ? JsonValue.Create(text) : null : Node(value))
            .OfType<JsonNode>().DistinctBy(static value => value.ToJsonString())];
        if (values.Length > 0)
            schema["enum"] = new JsonArray(values);
    }

    private void AddMembers(JsonObject schema, JsonElement given, int depth)
    {
        var required = new List<string>(Names(LenientJson.Member(given, "required")));
        var declared = LenientJson.Member(given, "properties");
        if (declared is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } || Is(schema, "object"))
        {
            var properties = new JsonObject();
            foreach (var (name, property) in Properties(declared))
            {
                properties[name] = Schema(property, depth + 1);
                // The older way: each says of itself that it is needed.
                if (LenientJson.Member(property, "required") is { ValueKind: JsonValueKind.True })
                    required.Add(name);
            }

            schema["properties"] = properties;
            var known = required.Distinct().Where(properties.ContainsKey).ToArray();
            if (known.Length > 0)
                schema["required"] = new JsonArray([.. known.Select(static name => JsonValue.Create(name))]);
        }

        if (LenientJson.Member(given, "additionalProperties") is { } more)
            AddMore(schema, more, depth);
    }

    private void AddMore(JsonObject schema, JsonElement more, int depth)
    {
        if (more.ValueKind is JsonValueKind.True or JsonValueKind.False)
            schema["additionalProperties"] = more.ValueKind == JsonValueKind.True;
        else if (more.ValueKind == JsonValueKind.Object)
            schema["additionalProperties"] = Schema(more, depth + 1);
    }

    // A list of objects with names, or Lua's and PHP's empty list.
    private static IEnumerable<(string Name, JsonElement Schema)> Properties(JsonElement? declared) => declared switch
    {
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().Select(static member => (member.Name, member.Value)),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray()
            .Select(static item => (Name: LenientJson.Text(LenientJson.Member(item, "name")) ?? "", item)).Where(static item => item.Name.Length > 0),
        _ => [],
    };

    private static IEnumerable<string> Names(JsonElement? required) => required is { ValueKind: JsonValueKind.Array or JsonValueKind.String }
        ? LenientJson.Items(required).Select(static name => LenientJson.Text(name)).OfType<string>() : [];

    private void AddItems(JsonObject schema, JsonElement given, int depth)
    {
        var items = LenientJson.Member(given, "items") is { } one ? LenientJson.Items(one).FirstOrDefault()
            : LenientJson.Items(LenientJson.Member(given, "prefixItems")).FirstOrDefault();
        var cleaned = items.ValueKind is JsonValueKind.Object or JsonValueKind.String ? Schema(items, depth + 1) : [];
        if (!Is(schema, "array"))
            return;
        // OpenAI and Gemini refuse a list that does not say of what; a text can be anything.
        schema["items"] = cleaned.Count > 0 ? cleaned : new JsonObject { ["type"] = "string" };
    }

    private void AddAlternatives(JsonObject schema, JsonElement given, string name, int depth)
    {
        if (LenientJson.Member(given, name) is not { } ways)
            return;
        JsonNode[] cleaned = [.. LenientJson.Items(ways).Where(static way => way.ValueKind == JsonValueKind.Object).Select(way => Schema(way, depth + 1))];
        if (cleaned.Length > 0)
            schema[name] = new JsonArray(cleaned);
    }

    private static bool Is(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray types => types.Any(one => one!.GetValue<string>() == type),
        JsonValue one => one.GetValue<string>() == type,
        _ => false,
    };

    private static JsonValue? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number or JsonValueKind.String }
        && double.TryParse(LenientJson.Word(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number)
            : null;

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
