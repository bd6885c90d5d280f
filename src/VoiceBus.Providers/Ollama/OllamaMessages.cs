using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Ollama;

/// <summary>Writes a dialogue in Ollama's form: arguments are objects, a tool's result names the tool, pictures are base64.</summary>
internal static class OllamaMessages
{
    /// <summary>Writes the messages; thoughts of before stay out.</summary>
    public static JsonArray Write(IEnumerable<ChatMessage> messages)
    {
        var written = new JsonArray();
        var tools = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                written.Add((JsonNode)Result(result, tools.GetValueOrDefault(result.CallId)));
            if (Said(message, tools) is { } said)
                written.Add((JsonNode)said);
        }

        return written;
    }

    private static JsonObject? Said(ChatMessage message, Dictionary<string, string> tools)
    {
        var calls = new JsonArray();
        var pictures = new JsonArray();
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
            {
                tools[call.CallId] = call.Name;
                calls.Add((JsonNode)Call(call));
            }
            else if (content is DataContent picture && picture.HasTopLevelMediaType("image"))
            {
                pictures.Add((JsonNode)JsonValue.Create(picture.Base64Data.ToString())!);
            }
        }

        if (message.Text.Length == 0 && calls.Count == 0 && pictures.Count == 0)
            return null;
        var said = new JsonObject { ["role"] = Role(message.Role), ["content"] = message.Text };
        if (calls.Count > 0)
            said["tool_calls"] = calls;
        if (pictures.Count > 0)
            said["images"] = pictures;
        return said;
    }

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["function"] = new JsonObject
        {
            ["name"] = call.Name,
            ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions),
        },
    };

    private static JsonObject Result(FunctionResultContent result, string? tool)
    {
        var written = new JsonObject { ["role"] = "tool", ["content"] = Text(result.Result), ["tool_call_id"] = result.CallId };
        if (tool is not null)
            written["tool_name"] = tool;
        return written;
    }

    private static string Text(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };

    private static string Role(ChatRole role) =>
        role == ChatRole.System || role == ChatRole.Assistant || role == ChatRole.Tool ? role.Value : "user";
}
