using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>What changed between two documents, field by field; providers are known by their names. Secrets are masked.</summary>
public sealed class DocumentDiff
{
    private readonly List<FieldChange> _changes = [];
    private readonly Secrets _secrets;

    private DocumentDiff(ProviderCatalog catalog) => _secrets = new Secrets(catalog);

    /// <summary>The changes in the order of the document.</summary>
    /// <param name="before">One document.</param>
    /// <param name="after">Another.</param>
    /// <param name="catalog">Says what of a provider's options may be shown.</param>
    public static IReadOnlyList<FieldChange> Between(GatewayConfiguration before, GatewayConfiguration after, ProviderCatalog catalog)
    {
        var diff = new DocumentDiff(catalog);
        diff.Compare(GatewayConfigurationJson.ToNode(before with { Version = 0 }), GatewayConfigurationJson.ToNode(after with { Version = 0 }), "");
        return diff._changes;
    }

    private void Compare(JsonNode? before, JsonNode? after, string path, string? type = null)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        if (before is JsonArray oldProviders && after is JsonArray providers && path.EndsWith(".providers", StringComparison.Ordinal))
            CompareProviders(ByName(oldProviders), ByName(providers), path);
        else if (path.EndsWith("].options", StringComparison.Ordinal))
            CompareMembers(before as JsonObject ?? [], after as JsonObject ?? [], path, (old, now, option) => Add(old, now, option, type));
        else if (before is JsonObject old && after is JsonObject now)
            CompareMembers(old, now, path, (oldMember, member, at) => Compare(oldMember, member, at, type));
        else
            Add(before, after, path, type);
    }

    private void CompareProviders(Dictionary<string, JsonObject> before, Dictionary<string, JsonObject> after, string path)
    {
        if (!before.Keys.SequenceEqual(after.Keys))
            _changes.Add(new FieldChange(path, Names(before.Keys), Names(after.Keys)));
        foreach (var name in before.Keys.Union(after.Keys))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            Compare(old, now, $"{path}[{name}]", ((now ?? old)!["type"])?.ToString());
        }
    }

    private static void CompareMembers(JsonObject before, JsonObject after, string path, Action<JsonNode?, JsonNode?, string> compare)
    {
        foreach (var name in before.Select(static member => member.Key).Union(after.Select(static member => member.Key)))
            compare(before[name], after[name], path.Length == 0 ? name : $"{path}.{name}");
    }

    private void Add(JsonNode? before, JsonNode? after, string path, string? type)
    {
        if (!JsonNode.DeepEquals(before, after))
            _changes.Add(new FieldChange(path, Shown(before, path, type), Shown(after, path, type)));
    }

    private static Dictionary<string, JsonObject> ByName(JsonArray providers) =>
        providers.OfType<JsonObject>().ToDictionary(static provider => provider["name"]!.GetValue<string>());

    private JsonElement? Shown(JsonNode? value, string path, string? type) =>
        _secrets.Shown(value, path, type) is { } shown ? Element(shown) : null;

    private static JsonElement Names(IEnumerable<string> names) =>
        Element(new JsonArray([.. names.Select(static name => JsonValue.Create(name))]));

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
