using System.Text.Json.Nodes;

namespace VoiceBus.Server.Configuration;

/// <summary>Secrets are write-only: shown masked, and kept when the mask or nothing comes back.</summary>
internal static class Secrets
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Mask = "***";

    private const string Key = "key";

    /// <summary>The document as it may be shown.</summary>
    public static JsonObject Masked(DecouplingDocument document)
    {
        var node = DecouplingJson.ToNode(document);
        foreach (var (_, provider) in Remote(node))
            Hide(provider);
        return node;
    }

    /// <summary>Masks the secrets of one provider, given as a tree.</summary>
    public static void Hide(JsonObject provider)
    {
        if (DecouplingRules.IsRemote(provider))
            provider[Key] = provider[Key] is null ? null : Mask;
    }

    /// <summary>
    /// Puts the secrets kept before where the proposal leaves them out or masked. A key is not carried to another server:
    /// otherwise who may change an address could read it.
    /// </summary>
    public static void Restore(JsonObject proposal, DecouplingDocument before, Findings findings)
    {
        foreach (var (path, provider) in Remote(proposal))
        {
            var given = provider.TryGetPropertyValue(Key, out var key);
            if (given && !IsMask(key))
                continue;
            var kept = before.Services.Llm.Providers.FirstOrDefault(old => old.Name == Text(provider["name"]));
            if (kept?.Key is null)
            {
                if (given)
                    findings.Add($"{path}.key", $"must be a key: '{Mask}' stands for one kept before, and there is none");
            }
            else if (IsSameServer(kept.Url, Text(provider["url"])))
                provider[Key] = kept.Key;
            else
                findings.Add($"{path}.key", "must be given again (or null) when the url leads to another server");
        }
    }

    private static IEnumerable<(string Path, JsonObject Provider)> Remote(JsonObject document)
    {
        if (document["services"] is not JsonObject services || services["llm"] is not JsonObject llm || llm["providers"] is not JsonArray providers)
            yield break;
        for (var i = 0; i < providers.Count; i++)
            if (providers[i] is JsonObject provider && DecouplingRules.IsRemote(provider))
                yield return ($"services.llm.providers[{i}]", provider);
    }

    private static bool IsMask(JsonNode? value) => Text(value) == Mask;

    private static bool IsSameServer(Uri? kept, string? url) =>
        kept is not null && Uri.TryCreate(url, UriKind.Absolute, out var now)
        && Uri.Compare(kept, now, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
