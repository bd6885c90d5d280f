using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>Finds the servers in a file, wherever the program it was written for keeps them. Pure.</summary>
internal static class ToolServerEntries
{
    // Claude, Cursor, Cline, Windsurf, xinnan; then VS Code, Zed, Continue, opencode and hackers365.
    private static readonly string[] _places =
        ["mcpServers", "mcp_servers", "servers", "context_servers", "modelContextProtocolServers", "mcp", "global", "experimental"];

    private static readonly string[] _signs = ["command", "url", "serverUrl", "httpUrl", "baseUrl", "sse_url", "transport"];

    /// <summary>The servers by their names, in the file's order; null when there is no place for any.</summary>
    public static IReadOnlyList<(string Name, JsonElement Entry)>? Find(JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
            return null;
        if (LenientJson.Object(file, "mcpServers") is { } usual)
            return Members(usual);
        foreach (var place in _places)
        {
            var found = LenientJson.Member(file, place) switch
            {
                { ValueKind: JsonValueKind.Array } list => Items(list),
                { ValueKind: JsonValueKind.Object } inside => Find(inside) ?? (AreServers(inside) ? Members(inside) : null),
                _ => null,
            };
            if (found is { Count: > 0 })
                return found;
        }

        // Only the servers, without anything around them.
        return AreServers(file) ? Members(file) : null;
    }

    private static bool AreServers(JsonElement map) => map.EnumerateObject().Any(static member => _signs.Any(sign => LenientJson.Member(member.Value, sign) is not null));

    private static (string, JsonElement)[] Members(JsonElement map) => [.. map.EnumerateObject().Select(static member => (member.Name, member.Value))];

    // A list of servers that say their names themselves.
    private static (string, JsonElement)[] Items(JsonElement list) =>
    [
        .. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object)
            .Select(static (item, i) => (LenientJson.Text(item, "name") ?? LenientJson.Text(item, "id") ?? FormattableString.Invariant($"server-{i + 1}"), item)),
    ];
}
