using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Bus;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>The providers of a service that the options of this start describe.</summary>
internal static class InitialProviders
{
    private const int UsualInstances = 64;
    private const int ModelInstances = 256;

    /// <summary>The providers in the order they are asked. Names that nobody has fail by the document's rules, which say what there is.</summary>
    public static ProviderSettings[] Of(ServiceType service, ServiceProviderOptions options, ProviderCatalog catalog, IConfiguration configuration)
    {
        ProviderSettings[] usual = [.. catalog.Defaults(service).Select(type => Provider(type.Default!.Name, type.Type, type.Default.MaxInstances, Section(type.Default.Name, configuration)))];
        if (NamesOf(service, options, catalog) is not { Length: > 0 } names)
            return usual;
        var chosen = names.Select((name, i) => Named(name, i == 0 ? options : null, service, usual, configuration)).ToArray();
        var fallback = options.Fallback ?? (service != ServiceType.Llm && !Array.TrueForAll(chosen, provider => catalog.IsLocal(service, provider.Type)));
        return fallback ? [.. chosen, .. usual.Where(provider => !names.Contains(provider.Name))] : chosen;
    }

    /// <summary>The name of the provider that a service's own settings describe; null: they describe none.</summary>
    public static string? FirstName(ServiceType service, IReadOnlyList<string> providers, ProviderCatalog catalog) =>
        providers.Count > 0 ? providers[0] : catalog.DefaultForUrl(service)?.Type;

    private static string[] NamesOf(ServiceType service, ServiceProviderOptions options, ProviderCatalog catalog) =>
        options.Providers.Count > 0 ? [.. options.Providers]
        : options.Url is not null && FirstName(service, [], catalog) is { } name ? [name]
        : [];

    private static ProviderSettings Named(
        string name, ServiceProviderOptions? options, ServiceType service, ProviderSettings[] usual, IConfiguration configuration)
    {
        var provider = Array.Find(usual, known => known.Name == name)
            ?? Provider(name, name, service == ServiceType.Llm ? ModelInstances : UsualInstances, Section(name, configuration));
        if (options is null || Given(service, options) is not { Count: > 0 } given)
            return provider;
        if (provider.Options is { } known)
            foreach (var (member, value) in JsonObject.Create(known)!)
                given.TryAdd(member, value?.DeepClone());
        return provider with { Options = Element(given) };
    }

    private static JsonObject Given(ServiceType service, ServiceProviderOptions options)
    {
        var given = new JsonObject();
        Add("url", options.Url?.OriginalString);
        Add("key", options.Key);
        Add("model", options.Model);
        Add("voice", options.Voice);
        Add("temperature", options.Temperature is { } temperature ? (double)(decimal)temperature : null);
        Add("extra_body", ExtraBody($"{VoiceBusOptions.Section}:{service}:ExtraBody", options.ExtraBody));
        return given;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
                given[name] = value;
        }
    }

    /// <summary>Reads an extra body.</summary>
    /// <exception cref="InvalidOperationException">It is no JSON object.</exception>
    public static JsonObject? ExtraBody(string setting, string? json)
    {
        if (string.IsNullOrEmpty(json))
            return null;
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new InvalidOperationException($"{setting} must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"{setting} must be a JSON object: {wrong.Message}", wrong);
        }
    }

    // A section of the configuration as the JSON a provider's options are read from.
    private static JsonElement? Section(string name, IConfiguration configuration) =>
        configuration.GetSection($"{VoiceBusOptions.Section}:Providers:{name}") is var section && section.Exists() ? Element(Node(section)!) : null;

    private static JsonNode? Node(IConfigurationSection section) => section.GetChildren().ToArray() is not { Length: > 0 } members
        ? JsonValue.Create(section.Value)
        : Array.TrueForAll(members, static member => int.TryParse(member.Key, out _))
            ? new JsonArray([.. members.Select(Node)])
            : new JsonObject(members.Select(static member => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key), Node(member))));

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());

    private static ProviderSettings Provider(string name, string type, int maxSize, JsonElement? options) => new()
    {
        Name = name,
        Type = type,
        Enabled = true,
        Weight = 0,
        Pool = new PoolSettings { MinSize = 1, MaxSize = maxSize, IdleTimeoutMs = 300_000, MaxAgeMs = 21_600_000, LeaseTimeoutMs = 300_000 },
        Options = options,
    };
}
