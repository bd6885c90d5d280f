using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.Mcp;

/// <summary>Reads the result of <c>tools/call</c> as text for a model, whatever a device makes of MCP's content. Pure.</summary>
internal static class ToolText
{
    /// <summary>How an answer begins that tells the model what was wrong.</summary>
    public const string Error = "Error: ";

    /// <summary>The result's texts, one after the other.</summary>
    public static string Of(JsonNode? result)
    {
        if (result is not JsonObject call)
            return result?.ToJsonString() ?? "";
        if (call["content"] is not JsonArray contents)
            return call.ToJsonString();
        var text = string.Join('\n', contents.Select(Piece).Where(static piece => piece.Length > 0));
        return call["isError"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True ? Error + text : text;
    }

    private static string Piece(JsonNode? content)
    {
        if (content is not JsonObject piece)
            return content?.ToString() ?? "";
        return piece["type"]?.ToString() switch
        {
            // Pixels tell a language model nothing; that there are some does.
            "image" => "[an image]",
            "audio" => "[a sound]",
            _ => piece["text"]?.ToString() ?? "",
        };
    }
}
