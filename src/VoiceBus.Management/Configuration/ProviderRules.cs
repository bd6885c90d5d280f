using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoiceBus.Management.Configuration;

/// <summary>The providers of one service: a list of known types with unique names.</summary>
/// <param name="Catalog">The types there are.</param>
/// <param name="Service">The service.</param>
internal sealed partial record ProvidersRule(ProviderCatalog Catalog, ServiceType Service) : Rule
{
    private static readonly ObjectRule _pool = new(new Dictionary<string, Rule>
    {
        ["min_size"] = new NumberRule(0, 10_000),
        ["max_size"] = new NumberRule(1, 10_000),
        ["idle_timeout_ms"] = new NumberRule(1000, 86_400_000),
        ["max_age_ms"] = new NumberRule(1000, 604_800_000),
        ["lease_timeout_ms"] = new NumberRule(1000, 3_600_000),
    });

    private string[] Types => [.. Catalog.Of(Service).Select(static known => known.Type)];

    public override void Check(JsonNode? value, string path, Findings findings)
    {
        // A program without any type of a service has nothing to list.
        if (value is not JsonArray { Count: <= 32 } providers || (providers.Count == 0 && Types.Length > 0))
        {
            findings.Add(path, "must be a list of 1 to 32 providers");
            return;
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < providers.Count; i++)
        {
            CheckProvider(providers[i], $"{path}[{i}]", findings);
            if (providers[i] is JsonObject provider && Text(provider["name"]) is { } name && !names.Add(name))
                findings.Add($"{path}[{i}].name", "must be unique within the service");
        }
    }

    private void CheckProvider(JsonNode? value, string path, Findings findings)
    {
        var descriptor = Catalog.Find(Service, Text((value as JsonObject)?["type"]));
        var members = new Dictionary<string, Rule>
        {
            ["name"] = new TextRule(40, Form: NameForm(), FormText: "lower-case letters, digits, '.', '_' and '-'"),
            ["type"] = IsIdle(value) ? new TextRule(100) : new WordRule(Types),
            ["enabled"] = new FlagRule(),
            ["weight"] = new NumberRule(0, 1000),
            ["pool"] = _pool,
        };
        if (descriptor is not null && descriptor.OptionsType != typeof(NoProviderOptions))
            members.Add("options", new OptionsRule(descriptor));
        else if (descriptor is null)
            members.Add("options", new AnyObjectRule());
        new ObjectRule(members).Check(value, path, findings);
        if (value is JsonObject provider)
            CheckName(provider, $"{path}.name", findings);
    }

    // Of a type that is not there, it may be kept as long as it is switched off: whoever brings the type back has it again.
    private static bool IsIdle(JsonNode? provider) => provider is JsonObject known && known["enabled"]?.GetValueKind() == JsonValueKind.False;

    private void CheckName(JsonObject provider, string path, Findings findings)
    {
        var (name, type) = (Text(provider["name"]), Text(provider["type"]));
        if (name is null || Catalog.Find(Service, type) is not { } descriptor)
            return;
        // Who is configured with nothing is there once, under the name of the first configuration, which nobody else may have.
        var owner = Catalog.Of(Service).FirstOrDefault(known => IsFixed(known) && known.Default!.Name == name);
        if (IsFixed(descriptor) && owner != descriptor)
            findings.Add(path, $"must be '{descriptor.Default!.Name}' for the type {type}");
        else if (!IsFixed(descriptor) && owner is not null)
            findings.Add(path, $"must not be '{name}', which is the provider of type {owner.Type}");
    }

    private static bool IsFixed(ProviderDescriptor known) => known.Default is not null && known.OptionsType == typeof(NoProviderOptions);

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex NameForm();
}

/// <summary>The options of a provider, as its type wants them.</summary>
internal sealed record OptionsRule(ProviderDescriptor Descriptor) : Rule
{
    public override void Check(JsonNode? value, string path, Findings findings)
    {
        var own = new Findings();
        ProviderOptionsReader.Read(Descriptor, value, path, own);
        foreach (var (place, problems) in own.ToErrors())
            foreach (var problem in problems)
                findings.Add(place, problem);
    }
}
