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
    private readonly JsonObject _provider;
    private readonly JsonObject _kept;
    private readonly bool _isSameServer;
    private readonly Findings _findings;

    private SecretRestore(string path, JsonObject provider, JsonObject? kept, Findings findings)
    {
        (_path, _provider, _findings) = (path, provider, findings);
        _kept = kept is not null && Text(kept["type"]) == Text(provider["type"]) ? kept : [];
        _isSameServer = IsSameServer(Text(_kept[Secrets.Url]), Text(provider[Secrets.Url]));
    }

    /// <summary>Completes a proposal; findings name the secrets that must be given again.</summary>
    public static void Apply(JsonObject proposal, GatewayConfiguration before, Findings findings)
    {
        var kept = Secrets.Providers(GatewayConfigurationJson.ToNode(before)).ToArray();
        foreach (var (path, service, provider) in Secrets.Providers(proposal))
        {
            var old = kept.FirstOrDefault(known => known.Service == service && Text(known.Provider["name"]) == Text(provider["name"])).Provider;
            new SecretRestore(path, provider, old, findings).Restore();
        }
    }

    private void Restore()
    {
        RestoreUrl();
        foreach (var setting in _kept.Concat(_provider).Select(static member => member.Key).Where(Secrets.IsSecret).Distinct().ToArray())
            RestoreSetting(setting);
        if (_provider[Secrets.ExtraBody] is { } given)
            _provider[Secrets.ExtraBody] = Unmasked(given.DeepClone(), _kept[Secrets.ExtraBody], "");
    }

    private void RestoreUrl()
    {
        if (Text(_provider[Secrets.Url]) is not { } url || !UrlSecrets.IsMasked(url))
            return;
        if (_isSameServer && UrlSecrets.Restored(url, new Uri(Text(_kept[Secrets.Url])!)) is { } restored)
            _provider[Secrets.Url] = restored;
        else
            _findings.Add($"{_path}.url", $"must not hold '{Secrets.Mask}', which stands for what was kept before: there is none for this server");
    }

    private void RestoreSetting(string setting)
    {
        var isGiven = _provider.TryGetPropertyValue(setting, out var given);
        if (isGiven && Text(given) != Secrets.Mask)
            return;
        if (_kept[setting] is not { } kept)
        {
            if (isGiven)
                _findings.Add($"{_path}.{setting}", $"must be a {setting}: '{Secrets.Mask}' stands for one kept before, and there is none");
        }
        else if (_isSameServer)
            _provider[setting] = kept.DeepClone();
        else
            _findings.Add($"{_path}.{setting}", "must be given again (or null) when the url leads to another server");
    }

    private JsonNode? Unmasked(JsonNode? given, JsonNode? kept, string name)
    {
        switch (given)
        {
            case JsonObject members:
                foreach (var member in members.Select(static member => member.Key).ToArray())
                    members[member] = Unmasked(members[member]?.DeepClone(), (kept as JsonObject)?[member], member);
                return members;
            case JsonArray items:
                return new JsonArray([.. items.Select((item, i) => Unmasked(item?.DeepClone(), kept is JsonArray old && i < old.Count ? old[i] : null, name))]);
            case JsonValue when Text(given) == Secrets.Mask && !Secrets.IsChoice(name):
                if (_isSameServer && Text(kept) is not null)
                    return kept!.DeepClone();
                _findings.Add($"{_path}.extra_body", $"must not hold '{Secrets.Mask}' for '{name}': it stands for a text kept before, and there is none for this server");
                return given;
            default:
                return given;
        }
    }

    private static bool IsSameServer(string? kept, string? given)
    {
        if (kept is null || given is null)
            return kept == given;
        return Uri.TryCreate(kept, UriKind.Absolute, out var before) && Uri.TryCreate(given, UriKind.Absolute, out var now)
            && Uri.Compare(before, now, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
