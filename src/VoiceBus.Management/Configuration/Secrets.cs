using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Secrets are write-only: shown masked, and kept when the mask or nothing comes back (<see cref="SecretRestore"/>). Of a
/// provider everything is a secret that is not known to be harmless, whatever its service and type.
/// </summary>
internal static partial class Secrets
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Mask = "***";

    /// <summary>The setting that is an address: shown without what it carries besides.</summary>
    public const string Url = "url";

    /// <summary>The setting that is any object: its texts are masked.</summary>
    public const string ExtraBody = "extra_body";

    private const string Key = "key";

    private static readonly HashSet<string> _harmless = new(StringComparer.Ordinal)
    {
        "name", "type", "enabled", "weight", "pool", "model", "temperature",
    };

    // Texts of a request's body that vendors document as choices of a few words.
    private static readonly HashSet<string> _choices = new(StringComparer.Ordinal)
    {
        "type", "mode", "effort", "reasoning_effort", "verbosity", "service_tier", "format", "response_format",
    };

    /// <summary>The document as it may be shown.</summary>
    public static JsonObject Masked(GatewayConfiguration document)
    {
        var node = GatewayConfigurationJson.ToNode(document);
        foreach (var (_, _, provider) in Providers(node))
            Hide(provider);
        return node;
    }

    /// <summary>A change of the past as it may be shown: what is a secret now may not have been one when it was kept.</summary>
    public static ChangeRecord Masked(ChangeRecord change) => change with
    {
        Changes = [.. change.Changes.Select(static field => field with { Before = Masked(field.Before, field.Path), After = Masked(field.After, field.Path) })],
    };

    /// <summary>What lies at a path of the document (providers in brackets by their names), as it may be shown.</summary>
    public static JsonNode? Shown(JsonNode? value, string path)
    {
        if (value is null || ProviderPath().Match(path) is not { Success: true } place)
            return value?.DeepClone();
        if (place.Groups["setting"] is { Success: true, Value: var setting })
            return Shown(setting, value);
        if (value.DeepClone() is not JsonObject provider)
            return Mask;
        Hide(provider);
        return provider;
    }

    /// <summary>Whether a setting of a provider is never shown.</summary>
    public static bool IsSecret(string setting) => setting is not (Url or ExtraBody) && !_harmless.Contains(setting);

    /// <summary>Whether a text of that name within the extra body may be shown.</summary>
    public static bool IsChoice(string name) => _choices.Contains(name);

    /// <summary>All providers of a document, with their paths and services.</summary>
    public static IEnumerable<(string Path, string Service, JsonObject Provider)> Providers(JsonObject document)
    {
        if (document["services"] is not JsonObject services)
            yield break;
        foreach (var (service, settings) in services)
            if (settings is JsonObject known && known["providers"] is JsonArray providers)
                for (var i = 0; i < providers.Count; i++)
                    if (providers[i] is JsonObject provider)
                        yield return ($"services.{service}.providers[{i}]", service, provider);
    }

    private static void Hide(JsonObject provider)
    {
        foreach (var setting in provider.Select(static member => member.Key).ToArray())
            provider[setting] = Shown(setting, provider[setting]);
        if (DecouplingRules.IsRemote(provider))
            provider.TryAdd(Key, null); // So that it is seen that there is none.
    }

    private static JsonNode? Shown(string setting, JsonNode? value) => value is null ? null
        : setting == Url ? UrlSecrets.Masked(value.ToString())
        : setting == ExtraBody ? MaskTexts(value, "")
        : IsSecret(setting) ? Mask
        : value.DeepClone();

    private static JsonNode? MaskTexts(JsonNode? value, string name) => value switch
    {
        JsonObject members => new JsonObject(members.Select(static member => KeyValuePair.Create(member.Key, MaskTexts(member.Value, member.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => MaskTexts(item, name))]),
        JsonValue when value.GetValueKind() == JsonValueKind.String && !IsChoice(name) => Mask,
        _ => value?.DeepClone(),
    };

    private static JsonElement? Masked(JsonElement? value, string path) =>
        value is { } known && Shown(JsonNode.Parse(known.GetRawText()), path) is { } shown ? JsonElement.Parse(shown.ToJsonString()) : null;

    [GeneratedRegex(@"^services\.\w+\.providers\[[^\]]*\](\.(?<setting>\w+))?")]
    private static partial Regex ProviderPath();
}
