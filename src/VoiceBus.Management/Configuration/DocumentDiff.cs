using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>What changed between two documents, field by field; providers are known by their names. Secrets are masked.</summary>
public static class DocumentDiff
{
    private static readonly string[] _whole = ["extra_body", "tools.allow", "].options"];

    /// <summary>The changes in the order of the document.</summary>
    public static IReadOnlyList<FieldChange> Between(GatewayConfiguration before, GatewayConfiguration after)
    {
        var changes = new List<FieldChange>();
        Compare(GatewayConfigurationJson.ToNode(before with { Version = 0 }), GatewayConfigurationJson.ToNode(after with { Version = 0 }), "", changes);
        return changes;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<FieldChange> changes)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        if (before is JsonObject old && after is JsonObject now && !_whole.Any(path.EndsWith))
            foreach (var name in old.Select(static member => member.Key).Union(now.Select(static member => member.Key)))
                Compare(old[name], now[name], path.Length == 0 ? name : $"{path}.{name}", changes);
        else if (before is JsonArray oldProviders && after is JsonArray providers && !_whole.Any(path.EndsWith))
            CompareProviders(ByName(oldProviders), ByName(providers), path, changes);
        else
            changes.Add(new FieldChange(path, Shown(before, path), Shown(after, path)));
    }

    private static void CompareProviders(
        Dictionary<string, JsonObject> before, Dictionary<string, JsonObject> after, string path, List<FieldChange> changes)
    {
        if (!before.Keys.SequenceEqual(after.Keys))
            changes.Add(new FieldChange(path, Names(before.Keys), Names(after.Keys)));
        foreach (var name in before.Keys.Union(after.Keys))
            Compare(before.GetValueOrDefault(name), after.GetValueOrDefault(name), $"{path}[{name}]", changes);
    }

    private static Dictionary<string, JsonObject> ByName(JsonArray providers) =>
        providers.OfType<JsonObject>().ToDictionary(static provider => provider["name"]!.GetValue<string>());

    private static JsonElement? Shown(JsonNode? value, string path) =>
        Secrets.Shown(value, path) is { } shown ? Element(shown) : null;

    private static JsonElement Names(IEnumerable<string> names) =>
        Element(new JsonArray([.. names.Select(static name => JsonValue.Create(name))]));

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
