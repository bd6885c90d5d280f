using System.Text.Json.Nodes;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Reads a server's result as text for a model, cut to a length. Pure.</summary>
internal static class ServerToolResult
{
    /// <summary>The result; its end is left out where it is too long.</summary>
    /// <param name="result">As the server gave it.</param>
    /// <param name="maxLength">Characters that are kept.</param>
    public static ToolResult Of(JsonNode? result, int maxLength)
    {
        var read = ToolResultReader.Read(result);
        if (read.Text.Length <= maxLength)
            return read;
        var end = char.IsHighSurrogate(read.Text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return read with { Text = $"{read.Text[..end]}\n[cut: the whole result has {read.Text.Length} characters]" };
    }
}
