using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Makes to one document the changes that were made to another. An operator edits what is in force on a node; what all nodes
/// get is the edit, not what that node was given for its start. Providers are known by their names.
/// </summary>
internal static class EditTransfer
{
    /// <summary>The target with the changes that lead from before to after; nothing given is changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? before, JsonNode? after) => (target, before, after) switch
    {
        _ when JsonNode.DeepEquals(before, after) => target?.DeepClone(),
        (JsonObject to, JsonObject old, JsonObject now) => Members(to, old, now),
        (JsonArray to, JsonArray old, JsonArray now) when AreNamed(now) && AreNamed(old) && AreNamed(to) => Providers(to, old, now),
        _ => after?.DeepClone(),
    };

    private static JsonObject Members(JsonObject to, JsonObject old, JsonObject now)
    {
        var result = new JsonObject();
        foreach (var name in to.Select(static member => member.Key).Union(now.Select(static member => member.Key)))
        {
            var isGone = old.ContainsKey(name) && !now.ContainsKey(name);
            if (!isGone)
                result[name] = Apply(to[name], old[name], now[name]);
        }
        return result;
    }

    private static JsonArray Providers(JsonArray to, JsonArray old, JsonArray now)
    {
        var (targets, before, after) = (ByName(to), ByName(old), ByName(now));
        var result = new JsonArray();
        foreach (var (name, provider) in after)
            if (targets.TryGetValue(name, out var target))
                result.Add(Apply(target, before.GetValueOrDefault(name), provider));
            else if (!JsonNode.DeepEquals(before.GetValueOrDefault(name), provider))
                result.Add(provider.DeepClone());
        // What this node does not use, others may.
        foreach (var (name, target) in targets)
            if (!after.ContainsKey(name) && !before.ContainsKey(name))
                result.Add(target.DeepClone());
        return result.Count > 0 ? result : now.DeepClone().AsArray();
    }

    private static Dictionary<string, JsonObject> ByName(JsonArray providers) =>
        providers.OfType<JsonObject>().ToDictionary(static provider => provider["name"]!.GetValue<string>());

    private static bool AreNamed(JsonArray items) => items.All(static item => item is JsonObject provider && provider["name"] is JsonValue);
}
