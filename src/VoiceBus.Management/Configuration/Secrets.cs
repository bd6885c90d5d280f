using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VoiceBus.Core.Bus;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Secrets are write-only: shown masked, and kept when the mask or nothing comes back (<see cref="SecretRestore"/>). Of a
/// provider everything is a secret that its type does not say to be harmless, and all of a type that is not known.
/// </summary>
/// <param name="catalog">What is known of the types.</param>
internal sealed partial class Secrets(ProviderCatalog catalog)
{
    /// <summary>What is shown instead of a secret.</summary>
    public const string Mask = "***";

    /// <summary>The member of a provider that its type describes.</summary>
    public const string Options = "options";

    private static readonly HashSet<string> _members = new(StringComparer.Ordinal) { "name", "type", "enabled", "weight", "pool" };

    // Texts of a request's body that vendors document as choices of a few words.
    private static readonly HashSet<string> _choices = new(StringComparer.Ordinal)
    {
        "type", "mode", "effort", "reasoning_effort", "verbosity", "service_tier", "format", "response_format",
    };

    /// <summary>The document as it may be shown.</summary>
    public JsonObject Masked(GatewayConfiguration document)
    {
        var node = GatewayConfigurationJson.ToNode(document);
        foreach (var (_, service, provider) in Providers(node))
            Hide(service, provider);
        return node;
    }

    /// <summary>A change of the past as it may be shown: what is a secret now may not have been one when it was kept.</summary>
    public ChangeRecord Masked(ChangeRecord change) => change with
    {
        Changes = [.. change.Changes.Select(field => field with { Before = Masked(field.Before, field.Path), After = Masked(field.After, field.Path) })],
    };

    /// <summary>What lies at a path of the document (providers in brackets by their names), as it may be shown.</summary>
    /// <param name="value">What lies there.</param>
    /// <param name="path">The path.</param>
    /// <param name="type">The provider's type; null: not known any more, and shown is only what no type of the service calls a secret.</param>
    public JsonNode? Shown(JsonNode? value, string path, string? type = null)
    {
        if (value is null || ProviderPath().Match(path) is not { Success: true } place)
            return value?.DeepClone();
        var service = place.Groups["service"].Value;
        if (place.Groups["setting"] is { Success: true, Value: var setting })
            return _members.Contains(setting) ? value.DeepClone() : Shown(OptionsNamed(service, type, setting), value);
        if (value.DeepClone() is not JsonObject provider || path.EndsWith($".{Options}", StringComparison.Ordinal))
            return Mask;
        Hide(service, provider);
        return provider;
    }

    /// <summary>The options that a provider's type has; none for a type that is not known.</summary>
    public IReadOnlyList<ProviderOption> OptionsOf(string service, string? type) =>
        ServiceTypeNames.TryParse(service, out var known) && catalog.Find(known, type) is { } descriptor ? ProviderOption.Of(descriptor.OptionsType) : [];

    /// <summary>Whether a text of that name within an option that is an object may be shown.</summary>
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

    private void Hide(string service, JsonObject provider)
    {
        var type = provider["type"]?.GetValueKind() == JsonValueKind.String ? provider["type"]!.GetValue<string>() : null;
        var known = OptionsOf(service, type);
        foreach (var member in provider.Select(static member => member.Key).Where(static member => !_members.Contains(member)).ToArray())
            if (member != Options || known.Count == 0 || provider[member] is not JsonObject)
                provider[member] = provider[member] is null ? null : Mask;
        if (known.Count == 0)
            return;
        if (provider[Options] is not JsonObject options)
            provider[Options] = options = [];
        foreach (var option in options.Select(static option => option.Key).ToArray())
            options[option] = Shown([.. known.Where(other => other.Name == option)], options[option]);
        foreach (var secret in known.Where(static option => option.Secret))
            options.TryAdd(secret.Name, null); // So that it is seen that there is none.
    }

    private ProviderOption[] OptionsNamed(string service, string? type, string name)
    {
        IEnumerable<ProviderOption> known = type is not null ? OptionsOf(service, type)
            : ServiceTypeNames.TryParse(service, out var parsed) ? catalog.Of(parsed).SelectMany(static descriptor => ProviderOption.Of(descriptor.OptionsType)) : [];
        return [.. known.Where(option => option.Name == name)];
    }

    private static JsonNode? Shown(ProviderOption[] meant, JsonNode? value) => value switch
    {
        null => null,
        _ when meant.Length == 0 || Array.Exists(meant, static option => option.Secret) => Mask,
        _ when Array.Exists(meant, static option => option.Kind == "url") => UrlSecrets.Masked(value.ToString()),
        _ when Array.Exists(meant, static option => option.Kind == "object") => MaskTexts(value, ""),
        _ => value.DeepClone(),
    };

    private static JsonNode? MaskTexts(JsonNode? value, string name) => value switch
    {
        JsonObject members => new JsonObject(members.Select(static member => KeyValuePair.Create(member.Key, MaskTexts(member.Value, member.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => MaskTexts(item, name))]),
        JsonValue when value.GetValueKind() == JsonValueKind.String && !IsChoice(name) => Mask,
        _ => value?.DeepClone(),
    };

    private JsonElement? Masked(JsonElement? value, string path) =>
        value is { } known && Shown(JsonNode.Parse(known.GetRawText()), path) is { } shown ? JsonElement.Parse(shown.ToJsonString()) : null;

    // Before options were a member of their own, some stood beside them.
    [GeneratedRegex(@"^services\.(?<service>\w+)\.providers\[[^\]]*\](\.options(?=\.))?(\.(?<setting>(?!options$)\w+))?")]
    private static partial Regex ProviderPath();
}
