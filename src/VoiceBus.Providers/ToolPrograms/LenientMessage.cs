using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>Reads what a program that nobody here wrote answers, so that the SDK's strict reader takes it. Pure.</summary>
internal static class LenientMessage
{
    private const int InternalError = -32603;

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
            Repair(message, revision);
            return message.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) as JsonRpcMessage;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            problem = "a message that is no JSON-RPC";
            return null;
        }
    }

    private static void Repair(JsonObject message, string revision)
    {
        message["jsonrpc"] = "2.0";
        if (message["id"] is JsonValue id && id.TryGetValue<string>(out var text) && long.TryParse(text, out var number))
            message["id"] = number;
        if (message["error"] is { } error)
            message["error"] = Error(error);
        if (message["result"] is JsonObject result && IsIntroduction(result))
        {
            // What it speaks is seen by what it says; a newer revision holds all that is used here.
            result["protocolVersion"] = revision;
            result["capabilities"] = result["capabilities"] is JsonObject ? result["capabilities"]!.DeepClone() : new JsonObject { ["tools"] = new JsonObject() };
            var server = result["serverInfo"] as JsonObject ?? [];
            result["serverInfo"] = new JsonObject { ["name"] = Text(server["name"]), ["version"] = Text(server["version"]) };
        }
    }

    private static bool IsIntroduction(JsonObject result) => result.ContainsKey("serverInfo") || result.ContainsKey("protocolVersion");

    private static JsonObject Error(JsonNode error)
    {
        var given = error as JsonObject ?? new JsonObject { ["message"] = error.DeepClone() };
        var code = given["code"] is JsonValue value && value.TryGetValue<int>(out var known) ? known : InternalError;
        var words = Text(given["message"]);
        return new JsonObject { ["code"] = code, ["message"] = words.Length > 0 ? words : "the program gave no reason" };
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString() ?? "";
}
