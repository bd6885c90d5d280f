using System.Text.Json.Nodes;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Mcp;

/// <summary>Reads the result of <c>tools/call</c> as text for a model. Pure.</summary>
internal static class ToolText
{
    /// <summary>How an answer begins that tells the model what was wrong.</summary>
    public const string Error = "Error: ";

    /// <summary>The result's texts, one after the other.</summary>
    public static string Of(JsonNode? result)
    {
        var read = ToolResultReader.Read(result);
        return read.IsError ? Error + read.Text : read.Text;
    }
}
