using System.Text.Json;

namespace VoiceBus.Device.Mcp;

/// <summary>Where a server wants pictures, as it says in MCP's <c>initialize</c> (protocol.md 5.2).</summary>
/// <param name="Url">http or https.</param>
/// <param name="Token">Sent as bearer token; empty for none.</param>
public sealed record DeviceVision(Uri Url, string Token)
{
    /// <summary>Reads it as firmware does; null when the request says nothing usable.</summary>
    /// <param name="initialize">The JSON-RPC request.</param>
    public static DeviceVision? From(JsonElement initialize) =>
        Member(Member(Member(initialize, "params"), "capabilities"), "vision") is { } vision
        && Uri.TryCreate(Text(vision, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new DeviceVision(url, Text(vision, "token") ?? "") : null;

    private static JsonElement? Member(JsonElement? from, string name) =>
        from is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
