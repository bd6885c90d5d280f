using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Writes requests: as little as says what is wanted, as what one vendor takes another one refuses. Immutable.</summary>
internal sealed class ChatRequestWriter(OpenAiCompatibleOptions options)
{
    /// <summary>A request as it goes out.</summary>
    public static byte[] Bytes(JsonObject request) => JsonSerializer.SerializeToUtf8Bytes(request, JsonText.Readable);

    /// <summary>What a tool is known by when a vendor has refused it.</summary>
    public static string Key(AIFunctionDeclaration tool) => $"{tool.Name}\n{tool.JsonSchema.GetRawText()}";

    /// <summary>The tools that are offered.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> Tools(ChatOptions? asked, VendorHabits habits) =>
        [.. (asked?.Tools ?? []).OfType<AIFunctionDeclaration>().Where(tool => habits.WithoutTools.Count == 0 || !habits.WithoutTools.Contains(Key(tool)))];

    /// <summary>The request.</summary>
    /// <param name="dialogue">Oldest first.</param>
    /// <param name="asked">What the caller wants of it, or null.</param>
    /// <param name="habits">What the vendor is known to want.</param>
    public JsonObject Write(IReadOnlyList<ChatMessage> dialogue, ChatOptions? asked, VendorHabits habits)
    {
        IEnumerable<ChatMessage> messages = asked?.Instructions is { Length: > 0 } first ? [new(ChatRole.System, first), .. dialogue] : dialogue;
        var request = new JsonObject
        {
            ["model"] = asked?.ModelId ?? options.Model,
            ["messages"] = new ChatMessageWriter(habits).Write(messages),
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
        };
        Set(request, "temperature", asked?.Temperature ?? options.Temperature);
        Set(request, "max_tokens", asked?.MaxOutputTokens ?? options.MaxTokens);
        Set(request, "top_p", asked?.TopP);
        Set(request, "frequency_penalty", asked?.FrequencyPenalty);
        Set(request, "presence_penalty", asked?.PresencePenalty);
        Set(request, "seed", asked?.Seed);
        if (asked?.StopSequences is { Count: > 0 } stops)
            request["stop"] = new JsonArray([.. stops.Select(static stop => JsonValue.Create(stop))]);
        if (asked?.ResponseFormat is ChatResponseFormatJson json)
            request["response_format"] = Format(json);
        AddTools(request, asked, habits);
        if (options.ExtraBody is { ValueKind: JsonValueKind.Object } extra)
            JsonMergePatch.Apply(request, extra);
        Apply(request, habits);
        return request;
    }

    private static void AddTools(JsonObject request, ChatOptions? asked, VendorHabits habits)
    {
        var tools = Tools(asked, habits);
        if (tools.Count == 0)
            return;
        request["tools"] = new JsonArray([.. tools.Select(Tool)]);
        if (Choice(asked!.ToolMode) is { } choice)
            request["tool_choice"] = choice;
        Set(request, "parallel_tool_calls", asked.AllowMultipleToolCalls);
    }

    private static JsonNode Tool(AIFunctionDeclaration tool) => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
        },
    };

    private static JsonNode? Choice(ChatToolMode? mode) => mode switch
    {
        AutoChatToolMode => "auto",
        NoneChatToolMode => "none",
        RequiredChatToolMode { RequiredFunctionName: { } name } =>
            new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } },
        RequiredChatToolMode => "required",
        _ => null,
    };

    private static JsonObject Format(ChatResponseFormatJson json) => json.Schema is { } schema
        ? new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = json.SchemaName ?? "answer", ["schema"] = JsonNode.Parse(schema.GetRawText()) },
        }
        : new JsonObject { ["type"] = "json_object" };

    private static void Apply(JsonObject request, VendorHabits habits)
    {
        if (habits.IsLengthRenamed && request.Remove("max_tokens", out var length))
            request["max_completion_tokens"] ??= length;
        foreach (var member in habits.WithoutMembers)
            request.Remove(member);
    }

    private static void Set<T>(JsonObject request, string member, T? value)
        where T : struct
    {
        if (value is { } given)
            request[member] = JsonValue.Create(given);
    }
}
