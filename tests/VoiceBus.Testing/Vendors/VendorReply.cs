using Microsoft.AspNetCore.Http;

namespace VoiceBus.Testing.Vendors;

/// <summary>How the fake vendor answers one request.</summary>
public sealed class VendorReply
{
    private readonly Func<HttpContext, VendorRequest, Task> _write;

    private VendorReply(Func<HttpContext, VendorRequest, Task> write) => _write = write;

    /// <summary>A complete streamed reply, one chunk per word, with usage and end mark.</summary>
    public static VendorReply Words(params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.WordsAsync(words);
        await stream.FinishAsync("stop");
        await stream.DoneAsync();
    });

    /// <summary>A tool call whose arguments come in the given pieces.</summary>
    public static VendorReply ToolCall(string callId, string name, params string[] arguments) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.ToolCallAsync(callId, name, arguments);
        await stream.FinishAsync("tool_calls");
        await stream.DoneAsync();
    });

    /// <summary>The model declines, in the field the protocol has for it.</summary>
    public static VendorReply Refusal(params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        foreach (var word in words)
            await stream.RefusalAsync(word);
        await stream.FinishAsync("stop");
        await stream.DoneAsync();
    });

    /// <summary>A tool call whose arguments break off, ended as if it were complete.</summary>
    public static VendorReply CutToolCall(string callId, string name, string arguments) => new(async (context, request) =>
        await (await SseStream.StartAsync(context, request)).ToolCallAsync(callId, name, arguments));

    /// <summary>An answer without a stream.</summary>
    public static VendorReply Status(int status, string body = "", string contentType = "application/json", string? retryAfter = null) =>
        new(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            await context.Response.WriteAsync(body);
        });

    /// <summary>Bytes as given, whatever they are.</summary>
    public static VendorReply Body(ReadOnlyMemory<byte> body, string? contentType = "text/event-stream", bool isChunked = true) => new(async (context, _) =>
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = isChunked ? null : body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    });

    /// <summary>The same again and again, until the client leaves or so many bytes were sent.</summary>
    public static VendorReply Flood(string piece, long bytes) => new(async (context, _) =>
    {
        context.Response.ContentType = "text/event-stream";
        var written = System.Text.Encoding.UTF8.GetBytes(piece);
        for (var sent = 0L; sent < bytes; sent += written.Length)
            await context.Response.Body.WriteAsync(written, context.RequestAborted);
    });

    /// <summary>Sends the client elsewhere.</summary>
    public static VendorReply Redirect(int status, string location) => new((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    /// <summary>Words and a finish reason, then the line stays open until the client leaves.</summary>
    public static VendorReply HangAfterFinish(params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.WordsAsync(words);
        await stream.FinishAsync("stop");
        await request.Closed;
    });

    /// <summary>Says nothing at all until the client leaves.</summary>
    public static VendorReply Hang() => new(static (_, request) => request.Closed);

    /// <summary>Falls silent after some words until the client leaves.</summary>
    public static VendorReply HangAfter(params string[] words) => new(async (context, request) =>
    {
        await (await SseStream.StartAsync(context, request)).WordsAsync(words);
        await request.Closed;
    });

    /// <summary>Hangs up after some words, in the middle of the body.</summary>
    public static VendorReply CutAfter(params string[] words) => new(async (context, request) =>
    {
        await (await SseStream.StartAsync(context, request)).WordsAsync(words);
        context.Abort();
    });

    /// <summary>Drops the connection after some words, once the test says so by <see cref="VendorRequest.Drop"/>.</summary>
    public static VendorReply DropAfter(params string[] words) => new(async (context, request) =>
    {
        await (await SseStream.StartAsync(context, request)).WordsAsync(words);
        await request.Dropped.WaitAsync(context.RequestAborted);
        context.Abort();
    });

    /// <summary>Words, a finish reason, and no end mark.</summary>
    public static VendorReply WithoutDone(params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.WordsAsync(words);
        await stream.FinishAsync("stop");
    });

    /// <summary>Words and an end mark, and no finish reason.</summary>
    public static VendorReply WithoutFinishReason(params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.WordsAsync(words);
        await stream.DoneAsync();
    });

    /// <summary>Lines as given after some words.</summary>
    public static VendorReply Raw(string lines, params string[] words) => new(async (context, request) =>
    {
        var stream = await SseStream.StartAsync(context, request);
        await stream.WordsAsync(words);
        await stream.RawAsync(lines);
    });

    internal Task WriteAsync(HttpContext context, VendorRequest request) => _write(context, request);
}
