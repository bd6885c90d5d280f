using System.Globalization;
using System.Text.Json.Nodes;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>What was set in so many words of one service's providers (<see cref="ServiceProviderOptions"/>) overrules the kept ones.</summary>
/// <param name="service">The service.</param>
/// <param name="given">Only what was set in so many words.</param>
/// <param name="catalog">The types there are.</param>
/// <param name="released">Paths of what an operator has changed since: what was given for them is past.</param>
internal sealed class ProviderOverrides(ServiceType service, IConfiguration given, ProviderCatalog catalog, IReadOnlySet<string> released)
{
    private static readonly (string Setting, string Option)[] _options =
    [
        ("Url", "url"), ("Key", "key"), ("Model", "model"), ("Voice", "voice"), ("Temperature", "temperature"), ("ExtraBody", "extra_body"),
    ];

    private readonly string _section = $"{VoiceBusOptions.Section}:{service}";
    private readonly string _path = $"services.{service.ToName()}.providers";

    /// <summary>Changes the kept list.</summary>
    /// <param name="kept">The list of the kept document.</param>
    /// <param name="initial">The list that this start describes by itself.</param>
    /// <param name="isShared">Whether the kept document is all nodes'.</param>
    public void Apply(JsonArray kept, JsonArray initial, bool isShared)
    {
        string[] names = [.. given.GetSection($"{_section}:Providers").GetChildren().Select(static child => child.Value).OfType<string>()];
        if (names.Length > 0 && !released.Any(IsOfList))
            Choose(kept, initial);
        if (InitialProviders.FirstName(service, names, catalog) is { } first)
            OverruleFirst(kept, initial, first, isShared);
        if (Has("Fallback"))
            OverruleFallback(kept, initial, names);
    }

    private void OverruleFirst(JsonArray kept, JsonArray initial, string name, bool isShared)
    {
        var (own, fresh, path) = (Find(kept, name), Find(initial, name), $"{_path}[{name}]");
        if (released.Contains(path))
            return;
        if (own is null && fresh is not null && Has("Url"))
        {
            foreach (var other in kept)
                other!["weight"] = 0;
            kept.Insert(0, fresh.DeepClone());
        }
        else if (own is not null)
        {
            // Who gives this node an address of its own gives it a provider of its own: another's key must not go there.
            var isOwn = isShared && fresh is not null && Has("Url") && !released.Contains($"{path}.options.url");
            // The address may be the kept one and only, say, the key given: then the options describe no provider.
            foreach (var (setting, option) in _options)
                if ((isOwn || Has(setting)) && !released.Contains($"{path}.options.{option}"))
                    Options(own)[option] = Has(setting) ? Value(setting, given[$"{_section}:{setting}"]!) : fresh!["options"]?[option]?.DeepClone();
        }
    }

    private void OverruleFallback(JsonArray kept, JsonArray initial, string[] chosen)
    {
        var isWanted = bool.TryParse(given[$"{_section}:Fallback"], out var wanted) && wanted;
        string[] usual = [.. catalog.Defaults(service).Select(static type => type.Default!.Name)];
        foreach (var name in usual.Where(name => !released.Contains($"{_path}[{name}]")))
            if (isWanted && Find(kept, name) is null && Find(initial, name) is { } fresh)
                kept.Add(fresh.DeepClone());
            // Alone it is not a fallback but the provider.
            else if (!isWanted && Find(kept, name) is { } fallback && !chosen.Contains(name) && kept.Any(other => !usual.Contains(other!["name"]!.GetValue<string>())))
                kept.Remove(fallback);
    }

    private static void Choose(JsonArray kept, JsonArray initial)
    {
        JsonNode[] chosen = [.. initial.Select(provider => (Find(kept, provider!["name"]!.GetValue<string>()) ?? provider).DeepClone())];
        kept.Clear();
        foreach (var provider in chosen)
        {
            provider["enabled"] = true;
            provider["weight"] = kept.Count == 0 ? 100 : 0;
            kept.Add(provider);
        }
    }

    // Which providers there are and whose turn it is; not how large their pools are, nor their options.
    private bool IsOfList(string path) =>
        path.StartsWith(_path, StringComparison.Ordinal) && !path.Contains("].pool", StringComparison.Ordinal) && !path.Contains("].options", StringComparison.Ordinal);

    private bool Has(string setting) => given.GetSection($"{_section}:{setting}").Exists();

    private JsonNode? Value(string setting, string text) => setting switch
    {
        "Temperature" => double.Parse(text, CultureInfo.InvariantCulture),
        "ExtraBody" => InitialProviders.ExtraBody($"{_section}:{setting}", text),
        _ => JsonValue.Create(text),
    };

    private static JsonObject Options(JsonObject provider)
    {
        if (provider["options"] is JsonObject options)
            return options;
        var added = new JsonObject();
        provider["options"] = added;
        return added;
    }

    private static JsonObject? Find(JsonArray providers, string name) =>
        providers.OfType<JsonObject>().FirstOrDefault(provider => provider["name"]!.GetValue<string>() == name);
}
