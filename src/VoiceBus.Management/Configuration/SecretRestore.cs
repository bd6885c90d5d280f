using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Puts the secrets kept before where a proposal leaves them out or masked. None is carried to another server: otherwise who
/// may change an address could read it.
/// </summary>
internal sealed class SecretRestore
{
    private readonly string _path;
    private readonly JsonObject _given;
    private readonly JsonObject _kept;
    private readonly IReadOnlyList<ProviderOption> _known;
    private readonly bool _isSameServer;
    private readonly Findings _findings;

    private SecretRestore(string path, JsonObject given, JsonObject kept, IReadOnlyList<ProviderOption> known, Findings findings)
    {
        (_path, _given, _kept, _known, _findings) = ($"{path}.{Secrets.Options}", given, kept, known, findings);
        _isSameServer = known.Where(static option => option.Kind == "url").All(IsSameServer);
    }

    /// <summary>Completes a proposal; findings name the secrets that must be given again.</summary>
    public static void Apply(JsonObject proposal, GatewayConfiguration before, Secrets secrets, Findings findings)
    {
        var kept = Secrets.Providers(GatewayConfigurationJson.ToNode(before)).ToArray();
        foreach (var (path, service, provider) in Secrets.Providers(proposal))
        {
            var old = kept.FirstOrDefault(known => known.Service == service && Text(known.Provider["name"]) == Text(provider["name"])).Provider;
            var known = secrets.OptionsOf(service, Text(provider["type"]));
            var isKept = old is not null && Text(old["type"]) == Text(provider["type"]);
            if (known.Count == 0)
            {
                // Of a type that is not known nobody can say more.
                if (isKept && (!provider.ContainsKey(Secrets.Options) || Text(provider[Secrets.Options]) == Secrets.Mask))
                    provider[Secrets.Options] = old![Secrets.Options]?.DeepClone();
                continue;
            }

            if (provider[Secrets.Options] is null)
                provider[Secrets.Options] = new JsonObject();
            if (provider[Secrets.Options] is JsonObject given)
                new SecretRestore(path, given, isKept ? old![Secrets.Options] as JsonObject ?? [] : [], known, findings).Restore();
        }
    }

    private void Restore()
    {
        foreach (var option in _known)
            if (option.Secret)
                RestoreWhole(option.Name);
            else if (option.Kind == "url")
                RestoreUrl(option);
            else if (option.Kind == "object" && _given[option.Name] is { } given)
                _given[option.Name] = Unmasked(given.DeepClone(), _kept[option.Name], option.Name, "");
    }

    private void RestoreUrl(ProviderOption option)
    {
        if (Text(_given[option.Name]) is not { } url || !UrlSecrets.IsMasked(url))
            return;
        if (_isSameServer && Text(_kept[option.Name]) is { } kept && UrlSecrets.Restored(url, new Uri(kept)) is { } restored)
            _given[option.Name] = restored;
        else
            _findings.Add($"{_path}.{option.Name}", $"must not hold '{Secrets.Mask}', which stands for what was kept before: there is none for this server");
    }

    private void RestoreWhole(string name)
    {
        var isGiven = _given.TryGetPropertyValue(name, out var given);
        if (isGiven && Text(given) != Secrets.Mask)
            return;
        if (_kept[name] is not { } kept)
        {
            if (isGiven)
                _findings.Add($"{_path}.{name}", $"must be a {name}: '{Secrets.Mask}' stands for one kept before, and there is none");
        }
        else if (_isSameServer)
            _given[name] = kept.DeepClone();
        else
            _findings.Add($"{_path}.{name}", "must be given again (or null) when the url leads to another server");
    }

    private JsonNode? Unmasked(JsonNode? given, JsonNode? kept, string option, string name)
    {
        switch (given)
        {
            case JsonObject members:
                foreach (var member in members.Select(static member => member.Key).ToArray())
                    members[member] = Unmasked(members[member]?.DeepClone(), (kept as JsonObject)?[member], option, member);
                return members;
            case JsonArray items:
                return new JsonArray([.. items.Select((item, i) => Unmasked(item?.DeepClone(), kept is JsonArray old && i < old.Count ? old[i] : null, option, name))]);
            case JsonValue when Text(given) == Secrets.Mask && !Secrets.IsChoice(name):
                if (_isSameServer && Text(kept) is not null)
                    return kept!.DeepClone();
                _findings.Add($"{_path}.{option}", $"must not hold '{Secrets.Mask}' for '{name}': it stands for a text kept before, and there is none for this server");
                return given;
            default:
                return given;
        }
    }

    // An address that is left out is the type's usual one.
    private bool IsSameServer(ProviderOption option)
    {
        var usual = option.Default is { ValueKind: JsonValueKind.String } known ? known.GetString() : null;
        var (kept, given) = (Text(_kept[option.Name]) ?? usual, Text(_given[option.Name]) ?? usual);
        if (kept is null || given is null)
            return kept == given;
        return Uri.TryCreate(kept, UriKind.Absolute, out var before) && Uri.TryCreate(given, UriKind.Absolute, out var now)
            && Uri.Compare(before, now, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
