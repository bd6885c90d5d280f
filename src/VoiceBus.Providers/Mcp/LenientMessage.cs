using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceBus.Providers.Mcp;

/// <summary>Puts right what devices and programs write differently from JSON-RPC as the SDK reads it. Pure.</summary>
internal static class LenientMessage
{
    private const int InternalError = -32603;

    /// <summary>Repairs a message in place.</summary>
    public static void Repair(JsonObject message)
    {
        if (message["method"] is not null || message.ContainsKey("result") || message.ContainsKey("error"))
            message["jsonrpc"] = "2.0";
        RepairError(message);
        RepairId(message);
        if (!message.ContainsKey("result") && !message.ContainsKey("error"))
            return;
        // An answer that repeats the question's method would be taken for a question.
        message.Remove("method");
        message.Remove("params");
    }

    private static void RepairError(JsonObject message)
    {
        if (!message.TryGetPropertyValue("error", out var error))
            return;
        // Some write both, one of them empty.
        if (error is null || (error is JsonValue flag && flag.GetValueKind() == JsonValueKind.False))
        {
            message.Remove("error");
            message.TryAdd("result", null);
            return;
        }

        message.Remove("result");
        var given = error as JsonObject;
        message["error"] = new JsonObject
        {
            ["code"] = Code(given?["code"]),
            ["message"] = given is null ? Text(error) : Text(given["message"] ?? given["error"] ?? given["data"]) ?? "no reason was given",
        };
    }

    private static void RepairId(JsonObject message)
    {
        if (message["id"] is not JsonValue id)
            return;
        if (id.GetValueKind() == JsonValueKind.String && long.TryParse(id.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            message["id"] = number;
        else if (id.GetValueKind() == JsonValueKind.Number && Whole(id) is { } whole)
            message["id"] = whole;
    }

    private static int Code(JsonNode? code) => code is JsonValue value && Whole(value) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : InternalError;

    // 1.0 is a 1.
    private static long? Whole(JsonValue value) =>
        double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? (long)number : null;

    private static string? Text(JsonNode? node) => node is null ? null : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
}
