using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VoiceBus.Management.Configuration;

/// <summary>The providers of one service: a list of known types with unique names.</summary>
/// <param name="Fixed">Name to type of the providers that are part of the program.</param>
/// <param name="Remote">Whether servers of type openai may be added by name.</param>
internal sealed partial record ProvidersRule(IReadOnlyDictionary<string, string> Fixed, bool Remote = false) : Rule
{
    private static readonly ObjectRule _pool = new(new Dictionary<string, Rule>
    {
        ["min_size"] = new NumberRule(0, 10_000),
        ["max_size"] = new NumberRule(1, 10_000),
        ["idle_timeout_ms"] = new NumberRule(1000, 86_400_000),
        ["max_age_ms"] = new NumberRule(1000, 604_800_000),
        ["lease_timeout_ms"] = new NumberRule(1000, 3_600_000),
    });

    private static readonly Dictionary<string, Rule> _remoteOnly = new()
    {
        ["url"] = new UrlRule(),
        ["model"] = new TextRule(200),
        ["temperature"] = new NumberRule(0, 2, Whole: false, Optional: true),
        ["key"] = new TextRule(4096, Optional: true, Printable(), "of printable ASCII characters without spaces"),
        ["extra_body"] = new AnyObjectRule(),
    };

    private string[] Types => [.. Fixed.Values.Concat(Remote ? [DecouplingRules.OpenAi] : []).Distinct()];

    public override void Check(JsonNode? value, string path, Findings findings)
    {
        if (value is not JsonArray { Count: >= 1 and <= 32 } providers)
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
        var remote = value is JsonObject given && DecouplingRules.IsRemote(given);
        var members = new Dictionary<string, Rule>
        {
            ["name"] = new TextRule(40, Form: NameForm(), FormText: "lower-case letters, digits, '.', '_' and '-'"),
            ["type"] = new WordRule(Types),
            ["enabled"] = new FlagRule(),
            ["weight"] = new NumberRule(0, 1000),
            ["pool"] = _pool,
        };
        if (remote && Remote)
            foreach (var (name, rule) in _remoteOnly)
                members.Add(name, rule);
        new ObjectRule(members).Check(value, path, findings);
        if (value is JsonObject provider)
            CheckName(provider, $"{path}.name", findings);
    }

    private void CheckName(JsonObject provider, string path, Findings findings)
    {
        var (name, type) = (Text(provider["name"]), Text(provider["type"]));
        if (name is null || type is null || !Types.Contains(type, StringComparer.Ordinal))
            return;
        var owner = Fixed.GetValueOrDefault(name);
        if (type == DecouplingRules.OpenAi && owner is not null)
            findings.Add(path, $"must not be '{name}', which is the provider of type {owner}");
        else if (type != DecouplingRules.OpenAi && owner != type)
            findings.Add(path, $"must be '{Fixed.First(entry => entry.Value == type).Key}' for the type {type}");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]*$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[!-~]+$")]
    private static partial Regex Printable();
}
