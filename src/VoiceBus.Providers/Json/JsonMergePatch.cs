using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.Json;

/// <summary>JSON merge patches (RFC 7396).</summary>
internal static class JsonMergePatch
{
    /// <summary>Applies a patch: objects are merged, other values replace, null takes a member out.</summary>
    /// <param name="target">Is changed.</param>
    /// <param name="patch">An object.</param>
    public static void Apply(JsonObject target, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                target.Remove(member.Name);
            else if (member.Value.ValueKind != JsonValueKind.Object)
                target[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            else if (target[member.Name] is JsonObject inner)
                Apply(inner, member.Value);
            else
                Apply(Made(target, member.Name), member.Value);
        }
    }

    private static JsonObject Made(JsonObject target, string name)
    {
        var made = new JsonObject();
        target[name] = made;
        return made;
    }
}
