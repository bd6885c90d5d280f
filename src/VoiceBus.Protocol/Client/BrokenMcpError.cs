using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Protocol;

/// <summary>
/// Reads the one message firmware breaks as a rule: the refusal of an MCP request, whose reason it does not escape
/// (protocol.md 5.4). Without this the request would only end with its deadline. Never throws.
/// </summary>
internal static partial class BrokenMcpError
{
    private const int MaxLength = 65_535;

    /// <summary>The refusal with its reason as text, or null when the message is something else.</summary>
    public static ClientMessage? TryRead(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || utf8.IndexOf("\"error\""u8) < 0)
            return null;
        var found = Refusal().Match(Encoding.UTF8.GetString(utf8));
        if (!found.Success || !long.TryParse(found.Groups["id"].ValueSpan, out var id))
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WriteNumber("id"u8, id);
            json.WriteStartObject("error"u8);
            json.WriteString("message"u8, found.Groups["reason"].Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new ClientMessage.Mcp(JsonElement.Parse(buffer.WrittenSpan));
    }

    [GeneratedRegex("""
        \A\s*\{[^{]*"type"\s*:\s*"mcp"[^{]*\{[^{]*"id"\s*:\s*(?<id>-?\d{1,18})\s*,\s*"error"\s*:\s*\{\s*"message"\s*:\s*"(?<reason>.*)"\s*\}\s*\}\s*\}\s*\z
        """, RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();
}
