using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VoiceBus.Testing.Vendors;

/// <summary>Writes chat completion chunks as server-sent events, as the true vendors do.</summary>
internal sealed class SseStream(HttpContext context, string model)
{
    public static async Task<SseStream> StartAsync(HttpContext context, VendorRequest request)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        var stream = new SseStream(context, request.Body.TryGetProperty("model", out var model) ? model.GetString()! : "fake");
        await context.Response.StartAsync(context.RequestAborted);
        return stream;
    }

    public async Task WordsAsync(params string[] words)
    {
        if (words.Length == 0)
            return;
        await RawAsync(": keep-alive\n\n");
        await ChunkAsync(new { role = "assistant", content = "" }, null);
        foreach (var word in words)
            await ChunkAsync(new { content = word }, null);
    }

    public Task RefusalAsync(string words) => ChunkAsync(new { role = "assistant", content = (string?)null, refusal = words }, null);

    public async Task ToolCallAsync(string id, string name, params string[] arguments)
    {
        var first = new { index = 0, id, type = "function", function = new { name, arguments = "" } };
        await ChunkAsync(new { role = "assistant", content = (string?)null, tool_calls = new[] { first } }, null);
        foreach (var piece in arguments)
            await ChunkAsync(new { tool_calls = new[] { new { index = 0, function = new { arguments = piece } } } }, null);
    }

    public async Task FinishAsync(string reason)
    {
        await ChunkAsync(new { }, reason);
        var usage = new { prompt_tokens = 7, completion_tokens = 3, total_tokens = 10 };
        await EventAsync(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_750_000_000, model, choices = Array.Empty<int>(), usage });
    }

    public Task DoneAsync() => RawAsync("data: [DONE]\n\n");

    public async Task RawAsync(string lines)
    {
        await context.Response.WriteAsync(lines, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private Task ChunkAsync(object delta, string? reason) => EventAsync(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion.chunk",
        created = 1_750_000_000,
        model,
        choices = new[] { new { index = 0, delta, finish_reason = reason } },
    });

    private Task EventAsync(object data) => RawAsync($"data: {JsonSerializer.Serialize(data)}\n\n");
}
