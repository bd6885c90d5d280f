using Microsoft.AspNetCore.Http;

namespace VoiceBus.Testing.Vendors.Http;

/// <summary>What a request meets that is not the vendor's usual answer.</summary>
public sealed class BadDay
{
    private readonly Func<HttpContext, StandInRequest, Task> _happen;

    private BadDay(Func<HttpContext, StandInRequest, Task> happen) => _happen = happen;

    /// <summary>A whole answer.</summary>
    public static BadDay Answer(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        new(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

    /// <summary>A whole answer of bytes, in the given pieces; each leaves before the next is written.</summary>
    public static BadDay Pieces(string? contentType, params byte[][] pieces) => new((context, _) => WriteAsync(context, contentType, pieces));

    /// <summary>Nothing at all until the client leaves.</summary>
    public static BadDay Hang() => new(static (_, request) => request.Closed);

    /// <summary>The beginning of an answer, then nothing until the client leaves.</summary>
    public static BadDay HangAfter(string contentType, params byte[][] pieces) => new(async (context, request) =>
    {
        await WriteAsync(context, contentType, pieces);
        await request.Closed;
    });

    /// <summary>The beginning of an answer, then the connection is cut.</summary>
    public static BadDay CutAfter(string contentType, params byte[][] pieces) => new(async (context, _) =>
    {
        await WriteAsync(context, contentType, pieces);
        context.Abort();
    });

    /// <summary>The beginning of an answer; the connection is cut once the test says so.</summary>
    public static BadDay CutWhen(Task then, string contentType, params byte[][] pieces) => new(async (context, _) =>
    {
        await WriteAsync(context, contentType, pieces);
        await then.WaitAsync(context.RequestAborted);
        context.Abort();
    });

    /// <summary>The beginning of an answer, and its rest once the test says so.</summary>
    public static BadDay Slowly(string contentType, Task then, byte[] first, byte[] rest) => new(async (context, _) =>
    {
        await WriteAsync(context, contentType, [first]);
        await then.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(rest, context.RequestAborted);
    });

    /// <summary>Anything else.</summary>
    public static BadDay Of(Func<HttpContext, StandInRequest, Task> happen) => new(happen);

    internal Task HappenAsync(HttpContext context, StandInRequest request) => _happen(context, request);

    private static async Task WriteAsync(HttpContext context, string? contentType, byte[][] pieces)
    {
        context.Response.ContentType = contentType;
        await context.Response.StartAsync(context.RequestAborted);
        foreach (var piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
