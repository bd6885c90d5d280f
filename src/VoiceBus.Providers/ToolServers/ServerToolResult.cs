using ModelContextProtocol.Protocol;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Reads a server's result as text for a model. Pure.</summary>
internal static class ServerToolResult
{
    /// <summary>The result's texts one after the other; its structured content when it has no text.</summary>
    /// <param name="result">As the server gave it.</param>
    /// <param name="maxLength">Characters that are kept.</param>
    public static ToolResult Of(CallToolResult result, int maxLength)
    {
        var text = string.Join('\n', result.Content.Select(Piece).Where(static piece => piece.Length > 0));
        if (text.Length == 0 && result.StructuredContent is { } structured)
            text = structured.GetRawText();
        if (text.Length > maxLength)
            text = $"{text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)]}\n[cut: the whole result has {text.Length} characters]";
        return new ToolResult(text, result.IsError ?? false);
    }

    private static string Piece(ContentBlock content) => content switch
    {
        TextContentBlock text => text.Text,
        // Pixels tell a language model nothing; that there are some does.
        ImageContentBlock => "[an image]",
        AudioContentBlock => "[a sound]",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        EmbeddedResourceBlock { Resource.Uri: var uri } => $"[a file: {uri}]",
        ResourceLinkBlock link => $"[{link.Name}: {link.Uri}]",
        _ => "",
    };
}
