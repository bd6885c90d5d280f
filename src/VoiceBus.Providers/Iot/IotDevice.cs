using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.Iot;

/// <summary>A thing that firmware 1.6 and older describes (protocol.md 3): its methods, each with a schema for models. Immutable.</summary>
internal sealed record IotDevice(string Name, string Description, IReadOnlyList<IotMethod> Methods)
{
    private const int MaxMethods = 32;

    /// <summary>Reads a descriptor; null when it has no name.</summary>
    public static IotDevice? Read(JsonElement descriptor)
    {
        if (descriptor.ValueKind != JsonValueKind.Object || Text(descriptor, "name") is not { Length: > 0 } name)
            return null;
        var methods = Members(descriptor, "methods").Take(MaxMethods)
            .Select(static method => new IotMethod(method.Name, Text(method.Value, "description") ?? "", Schema(method.Value)));
        return new IotDevice(name, Text(descriptor, "description") ?? "", [.. methods]);
    }

    private static JsonElement Schema(JsonElement method)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var parameter in Members(method, "parameters"))
        {
            // The firmware's "number" is an int.
            var type = Text(parameter.Value, "type") switch { "number" => "integer", "boolean" => "boolean", _ => "string" };
            properties[parameter.Name] = new JsonObject { ["type"] = type, ["description"] = Text(parameter.Value, "description") ?? "" };
            required.Add(parameter.Name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        return JsonElement.Parse(schema.ToJsonString());
    }

    private static JsonProperty[] Members(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object
            ? [.. members.EnumerateObject()] : [];

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;
}

/// <summary>Something a thing can be told to do.</summary>
internal sealed record IotMethod(string Name, string Description, JsonElement Schema);
