using System.Globalization;
using System.Net;
using System.Text.Json;

namespace VoiceBus.Device.Provider;

/// <summary>What a server says of its providers, in lines for a person.</summary>
internal sealed class ProviderReport(HttpClient http, TextWriter output)
{
    /// <summary>The providers by service, with their state, and the types there are.</summary>
    public async Task<bool> ListAsync(CancellationToken ct)
    {
        foreach (var (service, provider) in await ProvidersAsync(ct))
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{service,-4} {Text(provider, "name"),-20} {Text(provider, "type"),-12} {State(provider)}"));
        await output.WriteLineAsync();
        using var types = await GetAsync("api/providers/types", ct);
        foreach (var type in types.RootElement.GetProperty("types").EnumerateArray())
        {
            var options = type.GetProperty("options").EnumerateArray()
                .Select(static option => option.GetProperty("required").GetBoolean() ? $"{Text(option, "name")}*" : Text(option, "name"));
            await output.WriteLineAsync($"{Text(type, "service"),-4} type {Text(type, "type"),-15} {Languages(type)}{string.Join(", ", options)}".TrimEnd());
        }

        return true;
    }

    /// <summary>Tries a provider; false when it failed.</summary>
    /// <exception cref="InvalidDataException">There is none of that name, or several.</exception>
    public async Task<bool> TestAsync(string name, CancellationToken ct)
    {
        var known = await ProvidersAsync(ct);
        var (service, own) = name.Split('/') is [var before, var after] ? (before, after) : ("", name);
        var found = known.Where(one => Text(one.Provider, "name") == own && (service.Length == 0 || one.Service == service)).ToArray();
        if (found.Length != 1)
            throw new InvalidDataException(found.Length == 0
                ? $"There is no provider '{name}'; there are: {string.Join(", ", known.Select(static one => $"{one.Service}/{Text(one.Provider, "name")}"))}."
                : $"Several services have a provider '{own}': say {string.Join(" or ", found.Select(one => $"{one.Service}/{own}"))}.");
        using var answer = await http.PostAsync(new Uri($"api/services/{found[0].Service}/providers/{own}/probe", UriKind.Relative), null, ct);
        using var probe = await ReadAsync(answer, ct);
        var took = probe.RootElement.GetProperty("latency_ms").GetDouble();
        var ok = probe.RootElement.GetProperty("ok").GetBoolean();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{found[0].Service}/{own}: {(ok ? "works" : "FAILED")}, {took:0} ms{Split(probe.RootElement)}{(ok ? "" : $"\n  {Text(probe.RootElement, "error")}")}"));
        return ok;
    }

    // Only where they are few; a server of before says nothing of them.
    private static string Languages(JsonElement type) => type.TryGetProperty("languages", out var languages) && languages.ValueKind == JsonValueKind.Array
        ? $"[{string.Join(", ", languages.EnumerateArray().Select(static language => language.GetString()))} only] " : "";

    private async Task<List<(string Service, JsonElement Provider)>> ProvidersAsync(CancellationToken ct)
    {
        using var health = await GetAsync("api/services/health", ct);
        return
        [
            .. health.RootElement.GetProperty("services").EnumerateArray().SelectMany(static service =>
                service.GetProperty("providers").EnumerateArray().Select(provider => (Text(service, "name"), provider.Clone()))),
        ];
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken ct)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return await ReadAsync(answer, ct);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new InvalidDataException("it asks for a token: give --admin-token, or VOICEBUS_ADMIN_TOKEN");
        if (!answer.IsSuccessStatusCode)
            throw new InvalidDataException($"it answered {(int)answer.StatusCode}");
        return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
    }

    private static string Split(JsonElement probe) => string.Concat(
        Part(probe, "lease_wait_ms", "waited for an instance"), Part(probe, "first_reply_ms", "to the first reply"));

    private static string Part(JsonElement probe, string name, string words) =>
        probe.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? string.Create(CultureInfo.InvariantCulture, $"; {value.GetDouble():0} ms {words}") : "";

    private static string State(JsonElement provider) => Text(provider, "circuit") is { Length: > 0 } circuit && circuit != "closed" ? circuit : "";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
