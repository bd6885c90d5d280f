using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>Reads what a program that nobody here wrote answers, so that the SDK's strict reader takes it. Pure.</summary>
internal static class ProgramMessage
{
    /// <summary>Reads a message.</summary>
    /// <param name="utf8">JSON, perhaps with a line end.</param>
    /// <param name="revision">The revision that counts whatever the answer to <c>initialize</c> says.</param>
    /// <param name="problem">What is wrong when there is none; null for what may be passed over in silence.</param>
    public static JsonRpcMessage? Read(ReadOnlySpan<byte> utf8, string revision, out string? problem)
    {
        problem = null;
        utf8 = utf8.Trim(" \t\r\n\0"u8);
        if (utf8.IsEmpty)
            return null;
        try
        {
            if (JsonNode.Parse(utf8) is not JsonObject message)
            {
                problem = "a message that is no object";
                return null;
            }

            // Some answer a notification; there is nobody who waits for that.
            if (message["method"] is null && message["id"] is null)
                return null;
            LenientMessage.Repair(message);
            // What a program speaks is seen by what it says; the revision holds all that is used here.
            if (message["result"] is JsonObject result && IsIntroduction(result))
                message["result"] = InitializeAnswer.Mend(result, revision);
            return message.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) as JsonRpcMessage;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            problem = "a message that is no JSON-RPC";
            return null;
        }
    }

    private static bool IsIntroduction(JsonObject result) => result.ContainsKey("serverInfo") || result.ContainsKey("protocolVersion");
}
