using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Ollama;

/// <summary>Reads an answer line by line, each a piece of it. What is not understood of a line is passed over. Not thread-safe.</summary>
internal sealed class OllamaAnswer(OllamaErrors errors, TimeProvider time)
{
    private bool _calledTools;

    /// <summary>Whether the model has said that it is done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="ProviderException">It reports an error, or is no JSON object.</exception>
    public ChatResponseUpdate Read(string line)
    {
        using var json = Parse(line);
        var root = json.RootElement;
        if (root.TryGetProperty("error", out var error))
            throw errors.Fail(FailureKind.BadResponse, true, "reported an error in the middle of its answer", error.ToString());
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = Text(root, "model") };
        if (root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object)
            ReadMessage(message, update);
        if (root.TryGetProperty("done", out var done) && done.ValueKind == JsonValueKind.True)
            Finish(root, update);
        return update;
    }

    private void ReadMessage(JsonElement message, ChatResponseUpdate update)
    {
        if (Text(message, "thinking") is { Length: > 0 } thought)
            update.Contents.Add(new TextReasoningContent(thought));
        if (Text(message, "content") is { Length: > 0 } words)
            update.Contents.Add(new TextContent(words));
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
            return;
        foreach (var call in calls.EnumerateArray())
            if (call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
                && Text(function, "name") is { Length: > 0 } name)
                update.Contents.Add(Call(Text(call, "id"), name, function));
    }

    private FunctionCallContent Call(string? id, string name, JsonElement function)
    {
        _calledTools = true;
        var arguments = function.TryGetProperty("arguments", out var given) ? given : default;
        // Some models, or what stands before the server, write them as a text.
        var json = arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.ValueKind == JsonValueKind.Object ? arguments.GetRawText() : "{}";
        return FunctionCallContent.CreateFromParsedArguments(
            json,
            string.IsNullOrEmpty(id) ? $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}" : id,
            name,
            static text => text.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(text, AIJsonUtilities.DefaultOptions));
    }

    private void Finish(JsonElement root, ChatResponseUpdate update)
    {
        IsDone = true;
        update.FinishReason = (Text(root, "done_reason"), _calledTools) switch
        {
            (_, true) => ChatFinishReason.ToolCalls,
            ("length", _) => ChatFinishReason.Length,
            _ => ChatFinishReason.Stop,
        };
        if (Number(root, "prompt_eval_count") is var asked && Number(root, "eval_count") is { } said)
            update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = asked, OutputTokenCount = said, TotalTokenCount = (asked ?? 0) + said }));
    }

    private JsonDocument Parse(string line)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(line);
        }
        catch (JsonException wrong)
        {
            throw errors.Malformed("a line is no JSON", wrong);
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object)
            return json;
        json.Dispose();
        throw errors.Malformed("a line is no JSON object");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
