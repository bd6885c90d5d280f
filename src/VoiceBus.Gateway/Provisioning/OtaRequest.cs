using System.Text.Json;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// What a board says about itself when it asks (protocol.md 6.1): headers first, then the body, wrongly typed fields count as
/// absent.
/// </summary>
/// <param name="DeviceId">In lower case; empty when it did not say.</param>
/// <param name="ClientId">Of the header alone, as at the socket, where there is no body; or null.</param>
/// <param name="SerialNumber">Or null.</param>
/// <param name="Board">The board's type, or empty.</param>
/// <param name="Name">The board's name, or empty.</param>
/// <param name="Firmware">The firmware's version, or empty.</param>
internal sealed record OtaRequest(string DeviceId, string? ClientId, string? SerialNumber, string Board, string Name, string Firmware)
{
    private const int MaxLength = 128;

    /// <summary>What no device calls itself; nothing of such a request is kept or logged.</summary>
    /// <returns>What is wrong and what would be right, or null.</returns>
    public string? Malformed() => DeviceIds.Refuse("Device-Id", DeviceId) ?? DeviceIds.Refuse("Client-Id", ClientId);

    /// <summary>Reads a request whose body was parsed already.</summary>
    public static OtaRequest From(HttpRequest request, JsonElement body)
    {
        var (agentBoard, agentFirmware) = Agent(request.Headers.UserAgent.ToString());
        return new OtaRequest(
            Or(Id(request, "Device-Id"), Read(body, "mac_address")).ToLowerInvariant(),
            OrNull(Id(request, "Client-Id")),
            OrNull(Cut(Id(request, "Serial-Number"))),
            Or(Text(body, "board", "type"), agentBoard),
            Text(body, "board", "name"),
            Or(Text(body, "application", "version"), agentFirmware));
    }

    // "bread-compact-wifi/1.8.5"
    private static (string Board, string Firmware) Agent(string agent)
    {
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && FirmwareVersion.TryParse(agent[(slash + 1)..], out _)
            ? (Cut(agent[..slash]), Cut(agent[(slash + 1)..])) : ("", "");
    }

    // Not cut: another id would come of it.
    private static string Id(HttpRequest request, string name) => request.Headers[name].ToString().Trim();

    private static string Text(JsonElement from, params ReadOnlySpan<string> path) => Cut(Read(from, path));

    private static string Read(JsonElement from, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
                return "";
        }

        return from.ValueKind == JsonValueKind.String ? from.GetString()!.Trim() : "";
    }

    private static string Cut(string text)
    {
        text = text.Length <= MaxLength ? text : text[..MaxLength];
        return text.Any(char.IsControl) ? string.Concat(text.Where(static character => !char.IsControl(character))) : text;
    }

    private static string Or(string first, string second) => first.Length > 0 ? first : second;

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
