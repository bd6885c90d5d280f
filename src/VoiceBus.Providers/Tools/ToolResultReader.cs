using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Tools;

/// <summary>
/// Reads the result of <c>tools/call</c> item by item as text for a model, whatever a device or a server makes of MCP's content. Pictures and
/// sounds become a word: their bytes tell a language model nothing and would fill its context. Pure.
/// </summary>
internal static class ToolResultReader
{
    // As large as a picture that devices may send.
    private const int MaxPicture = 5 << 20;

    /// <summary>The result's texts one after the other; its structured content, or all of it, when it has none.</summary>
    public static ToolResult Read(JsonNode? result)
    {
        if (result is null)
            return new ToolResult("", false);
        var call = JsonElement.Parse(JsonMender.Mend(Encoding.UTF8.GetBytes(result.ToJsonString())));
        if (call.ValueKind != JsonValueKind.Object)
            return new ToolResult(EmbeddedData.Name(LenientJson.Text(call) ?? call.GetRawText()), false);
        var isError = LenientJson.Member(call, "isError") is { } flag
            && (flag.ValueKind == JsonValueKind.True || LenientJson.Text(flag)?.Equals("true", StringComparison.OrdinalIgnoreCase) == true);
        var contents = LenientJson.Member(call, "content");
        var structured = LenientJson.Member(call, "structuredContent");
        if (contents is null)
            return new ToolResult(EmbeddedData.Name((structured ?? call).GetRawText()), isError);
        var text = string.Join('\n', LenientJson.Items(contents).Select(Piece).Where(static piece => piece.Length > 0));
        if (text.Length == 0 && structured is { } rest)
            text = rest.GetRawText();
        return new ToolResult(EmbeddedData.Name(text), isError)
        {
            Pictures = LenientJson.Items(contents).Select(static piece => Picture(piece)).FirstOrDefault(static picture => picture is not null) is { } picture ? [picture] : [],
        };
    }

    private static ToolPicture? Picture(JsonElement piece)
    {
        var held = LenientJson.Object(piece, "resource") ?? piece;
        var data = LenientJson.Text(held, "data") ?? LenientJson.Text(held, "blob");
        var type = LenientJson.Text(held, "mimeType") ?? (LenientJson.Text(piece, "type") == "image" ? "image/jpeg" : "");
        if (data is null || data.Length / 4 * 3 > MaxPicture || !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            return null;
        // Some write the address of the data, where the data should be.
        var bytes = new byte[(data.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(data.AsSpan(data.IndexOf(',', StringComparison.Ordinal) + 1), bytes, out var length) && length > 0
            ? new ToolPicture(type, bytes.AsMemory(0, length)) : null;
    }

    private static string Piece(JsonElement piece)
    {
        if (piece.ValueKind != JsonValueKind.Object)
            return LenientJson.Word(piece) ?? "";
        return LenientJson.Text(piece, "type") switch
        {
            "image" => "[an image]",
            "audio" => "[a sound]",
            "resource" => Resource(LenientJson.Object(piece, "resource") ?? piece),
            "resource_link" => $"[{LenientJson.Text(piece, "title") ?? LenientJson.Text(piece, "name") ?? "a link"}: {LenientJson.Text(piece, "uri")}]",
            _ => Text(piece),
        };
    }

    private static string Text(JsonElement piece) => LenientJson.Member(piece, "text") switch
    {
        null => LenientJson.Text(piece, "content") ?? LenientJson.Member(piece, "json")?.GetRawText() ?? "",
        { ValueKind: JsonValueKind.String } text => LenientJson.Text(text) ?? "",
        { } other => other.GetRawText(),
    };

    private static string Resource(JsonElement resource) => LenientJson.Text(resource, "text") ?? (LenientJson.Text(resource, "mimeType") ?? "") switch
    {
        var type when type.StartsWith("image/", StringComparison.Ordinal) => "[an image]",
        var type when type.StartsWith("audio/", StringComparison.Ordinal) => "[a sound]",
        _ => $"[a file: {LenientJson.Text(resource, "uri")}]",
    };
}
