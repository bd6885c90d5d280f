using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.OpenAi.Chat;

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
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(line), out var isWhole);
        if (!isWhole || documents is not [{ ValueKind: JsonValueKind.Object } root])
            throw errors.Malformed("a line is no JSON object");
        if (LenientJson.Member(root, "error") is not null)
            throw errors.Reported(VendorError.Read(root));
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = LenientJson.Text(root, "model") };
        ReadMessage(LenientJson.Object(root, "message"), update);
        if (LenientJson.Member(root, "done") is { ValueKind: JsonValueKind.True })
            Finish(root, update);
        return update;
    }

    private void ReadMessage(JsonElement? message, ChatResponseUpdate update)
    {
        if (LenientJson.Text(message, "thinking") is { } thought)
            update.Contents.Add(new TextReasoningContent(thought));
        if (LenientJson.Text(message, "content") is { } words)
            update.Contents.Add(new TextContent(words));
        foreach (var call in LenientJson.Items(LenientJson.Member(message, "tool_calls")))
            if (LenientJson.Object(call, "function") is { } function && LenientJson.Text(function, "name") is { } name)
                update.Contents.Add(Call(LenientJson.Text(call, "id"), name, LenientJson.Member(function, "arguments")));
    }

    // Some models, or what stands before the server, write the arguments as a text.
    private FunctionCallContent Call(string? id, string name, JsonElement? arguments)
    {
        _calledTools = true;
        var written = arguments is { ValueKind: JsonValueKind.String } ? LenientJson.Text(arguments) : arguments?.GetRawText();
        return new FunctionCallContent(id ?? $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}", name, ToolArgumentsReader.Read(written ?? ""));
    }

    private void Finish(JsonElement root, ChatResponseUpdate update)
    {
        IsDone = true;
        update.FinishReason = (LenientJson.Text(root, "done_reason"), _calledTools) switch
        {
            (_, true) => ChatFinishReason.ToolCalls,
            ("length", _) => ChatFinishReason.Length,
            _ => ChatFinishReason.Stop,
        };
        if (LenientJson.Whole(LenientJson.Member(root, "prompt_eval_count")) is var asked && LenientJson.Whole(LenientJson.Member(root, "eval_count")) is { } said)
            update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = asked, OutputTokenCount = said, TotalTokenCount = (asked ?? 0) + said }));
    }
}
