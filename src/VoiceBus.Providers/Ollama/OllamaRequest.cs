using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Ollama;

/// <summary>Writes what a model is asked.</summary>
internal static class OllamaRequest
{
    /// <summary>A dialogue to be answered.</summary>
    public static HttpContent Chat(OllamaOptions options, IEnumerable<ChatMessage> messages, ChatOptions? chat)
    {
        var body = Body(options);
        body["messages"] = OllamaMessages.Write(messages);
        body["stream"] = true;
        body["think"] = options.Think switch
        {
            OllamaThinking.Default => null,
            OllamaThinking.Off => false,
            OllamaThinking.On => true,
            var level => level.ToString().ToLowerInvariant(),
        };
        if (options.Think == OllamaThinking.Default)
            body.Remove("think");
        if (options.Tools && Tools(chat) is { Count: > 0 } tools)
            body["tools"] = tools;
        if (ModelOptions(options, chat) is { Count: > 0 } settings)
            body["options"] = settings;
        if (chat?.ResponseFormat is ChatResponseFormatJson json)
            body["format"] = json.Schema is { } schema ? JsonNode.Parse(schema.GetRawText()) : "json";
        return Content(body);
    }

    /// <summary>No dialogue: loads the model.</summary>
    public static HttpContent Load(OllamaOptions options)
    {
        var body = Body(options);
        body["messages"] = new JsonArray();
        body["stream"] = false;
        // Another size of the context than later would load it twice.
        if (ModelOptions(options, null) is { Count: > 0 } settings)
            body["options"] = settings;
        return Content(body);
    }

    private static JsonObject Body(OllamaOptions options)
    {
        var body = new JsonObject { ["model"] = options.Model };
        if (options.KeepAlive is { Length: > 0 } time)
            body["keep_alive"] = double.TryParse(time, CultureInfo.InvariantCulture, out var seconds) ? JsonValue.Create(seconds) : JsonValue.Create(time);
        return body;
    }

    private static JsonObject ModelOptions(OllamaOptions options, ChatOptions? chat)
    {
        var settings = new JsonObject();
        Set("num_ctx", options.NumCtx);
        Set("num_predict", chat?.MaxOutputTokens ?? options.NumPredict);
        Set("temperature", chat?.Temperature ?? options.Temperature);
        Set("top_p", chat?.TopP);
        Set("top_k", chat?.TopK);
        Set("seed", chat?.Seed);
        if (chat?.StopSequences is { Count: > 0 } stops)
            settings["stop"] = new JsonArray([.. stops.Select(static stop => JsonValue.Create(stop))]);
        if (options.ModelOptions is { ValueKind: JsonValueKind.Object } more)
            JsonMergePatch.Apply(settings, more);
        return settings;

        void Set<T>(string name, T? value)
            where T : struct
        {
            if (value is { } known)
                settings[name] = JsonValue.Create(known);
        }
    }

    private static JsonArray Tools(ChatOptions? chat) => new([.. (chat?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(static tool => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
        },
    })]);

    private static ByteArrayContent Content(JsonObject body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Readable));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
