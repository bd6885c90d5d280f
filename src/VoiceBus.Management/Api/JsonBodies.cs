using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Management.Api;

/// <summary>
/// Reads the body of every request to a route that takes JSON before the route does, so that none of them meets one that is too
/// long, too slow, cut off or no text: those are answered here, by 413, 408 and 400. What is left for a route to say is whether
/// it is the JSON it wants.
/// </summary>
public static class JsonBodies
{
    private const int LongestBody = 256 * 1024;

    /// <summary>Adds the check; call after everything that refuses a request without looking at its body.</summary>
    public static void UseJsonBodies(this IApplicationBuilder app) => app.Use(CheckAsync);

    private static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (!HasJson(context))
        {
            await next(context);
            return;
        }

        try
        {
            var body = await ReadAsync(context);
            if (FaultOf(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } fault)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, fault);
                return;
            }

            context.Request.Body = body;
        }
        catch (BadHttpRequestException refused)
        {
            await RefuseAsync(context, refused.StatusCode, WordsFor(refused.StatusCode, context));
            return;
        }
        catch (Exception gone) when (gone is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there to be answered.
        }

        await next(context);
    }

    private static bool HasJson(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<VoiceBusRoute>() is not null
        && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
        && (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not { } accepts || accepts.ContentTypes.Any(IsJson));

    private static bool IsJson(string type) => type.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    private static async Task<MemoryStream> ReadAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LongestBody;
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        return body;
    }

    // Readers of JSON find bad text only when they look at the string that holds it, long after they took it in.
    private static string? FaultOf(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return "The body is not UTF-8.";
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            return $"A string before byte {reader.BytesConsumed} is no valid Unicode: a surrogate such as \\ud800 must come in a pair.";
        }
        catch (JsonException)
        {
            return null; // The route says so in its own words.
        }
    }

    private static string WordsFor(int status, HttpContext context) => status switch
    {
        StatusCodes.Status413PayloadTooLarge =>
            $"The body is larger than {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes.",
        StatusCodes.Status408RequestTimeout => "The body came too slowly.",
        _ => "The body breaks off, or its chunks are not as HTTP has them.",
    };

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        Results.Problem(detail, statusCode: status).ExecuteAsync(context);
}
