using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Bus;

namespace VoiceBus.Management.Configuration;

/// <summary>Makes a document of proposed JSON: fills in defaults, checks everything, and only then believes it.</summary>
/// <param name="defaults">What stands for members that are missing.</param>
/// <param name="catalog">The types of providers there are.</param>
public sealed class DocumentReader(GatewayConfiguration defaults, ProviderCatalog catalog)
{
    private static readonly JsonObject _providerDefaults = new() { ["enabled"] = true, ["weight"] = 0 };

    private static readonly PoolSettings _usualPool =
        new() { MinSize = 1, MaxSize = 64, IdleTimeoutMs = 300_000, MaxAgeMs = 21_600_000, LeaseTimeoutMs = 300_000 };

    private readonly DecouplingRules _rules = new(catalog);
    private readonly Secrets _secrets = new(catalog);

    /// <summary>The types of providers there are.</summary>
    public ProviderCatalog Catalog => catalog;

    /// <summary>What stands for members that are missing.</summary>
    public GatewayConfiguration Defaults => defaults;

    /// <summary>Reads a proposal.</summary>
    /// <param name="proposal">Any JSON; not changed.</param>
    /// <param name="before">The document whose secrets are kept, or null when the proposal has them itself.</param>
    /// <param name="version">The version the document gets; what the proposal says about it does not count.</param>
    /// <param name="findings">Told everything that is wrong.</param>
    /// <returns>Null when something is wrong.</returns>
    public GatewayConfiguration? Read(JsonNode? proposal, GatewayConfiguration? before, long version, Findings findings)
    {
        var completed = proposal?.DeepClone();
        if (completed is JsonObject root)
        {
            root.Remove("version");
            Complete(root);
            foreach (var (path, service, provider) in Secrets.Providers(root))
                FormerMembers.Move(provider, catalog.Find(service, provider["type"]), path, findings);
            if (before is not null)
                SecretRestore.Apply(root, before, _secrets, findings);
            foreach (var (_, _, provider) in Secrets.Providers(root))
                Tidy(provider);
        }
        // Parsed anew, so that every value is of one kind whoever made it.
        var document = GatewayConfigurationJson.Parse(completed?.ToJsonString() ?? "null");
        _rules.Check(document, findings);
        if (!findings.IsEmpty)
            return null;
        var read = document.Deserialize(GatewayConfigurationJson.Default.GatewayConfiguration)!;
        if (before is not null && read.Bus.Transport != before.Bus.Transport)
        {
            findings.Add("bus.transport", $"must be \"{before.Bus.Transport}\"");
            return null;
        }
        // A kept document may be of a start with another bus.
        return read with { Version = version, Bus = read.Bus with { Transport = defaults.Bus.Transport } };
    }

    /// <summary>Switches off the providers of types that are not there any more, such as a plug-in's that was taken away.</summary>
    /// <param name="document">A document as it was kept; changed.</param>
    /// <returns>Those that were switched off: service, name and type.</returns>
    public IReadOnlyList<(string Service, string Name, string Type)> SwitchOffUnknown(JsonObject document)
    {
        var gone = new List<(string, string, string)>();
        foreach (var (_, service, provider) in Secrets.Providers(document))
            if (provider["type"] is JsonValue type && type.TryGetValue(out string? name) && catalog.Find(service, type) is null && provider["enabled"]?.GetValueKind() != JsonValueKind.False)
            {
                provider["enabled"] = false;
                gone.Add((service, provider["name"]?.ToString() ?? "", name));
            }

        return gone;
    }

    // Null stands for a type's usual value, and that is not written; in which order they were given makes no difference.
    private static void Tidy(JsonObject provider)
    {
        if (provider[Secrets.Options] is not (null or JsonObject))
            return;
        var given = (provider[Secrets.Options] as JsonObject ?? []).Where(static option => option.Value is not null).OrderBy(static option => option.Key, StringComparer.Ordinal).ToArray();
        provider.Remove(Secrets.Options);
        if (given.Length > 0)
            provider[Secrets.Options] = new JsonObject(given.Select(static option => KeyValuePair.Create(option.Key, option.Value?.DeepClone())));
    }

    private void Complete(JsonObject document)
    {
        var usual = GatewayConfigurationJson.ToNode(defaults);
        usual.Remove("version");
        MergePatch.Complete(document, usual);
        if (document["services"] is not JsonObject services)
            return;
        foreach (var (name, pool) in Pools())
            if (services[name] is JsonObject service && service["providers"] is JsonArray providers)
                foreach (var provider in providers.OfType<JsonObject>())
                {
                    MergePatch.Complete(provider, _providerDefaults);
                    MergePatch.Complete(provider, new() { ["pool"] = JsonSerializer.SerializeToNode(pool, GatewayConfigurationJson.Default.PoolSettings) });
                }
    }

    private IEnumerable<(string Service, PoolSettings Pool)> Pools() => Enum.GetValues<ServiceType>()
        .Select(service => (service.ToName(), defaults.Services.Of(service).Providers is [var first, ..] ? first.Pool : _usualPool));
}
