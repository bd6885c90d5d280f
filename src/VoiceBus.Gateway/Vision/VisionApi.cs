using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Vision;

/// <summary>
/// Where devices send what their camera sees (protocol.md 7). Whatever is wrong with a request, its body is read first:
/// boards do not look at an answer that comes while they are sending. What the device is to tell its user (the answer, or
/// why there is none) is always a 200, as boards throw every other answer's words away.
/// </summary>
public static class VisionApi
{
    private const string Path = "/" + VisionGrants.Path;
    private const long HardLimit = 32 * 1024 * 1024;

    /// <summary>Maps the route.</summary>
    public static IEndpointRouteBuilder MapVision(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, ExplainAsync).WithTags("devices").WithName("explainPicture").DisableAntiforgery()
            .WithMetadata(new RequestLimit(HardLimit))
            .Accepts<IFormFile>("multipart/form-data").Produces<PictureAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status408RequestTimeout).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Answer a device's question about a picture")
            .WithDescription("Parts question and file; headers Device-Id and Authorization: Bearer with the token of MCP's initialize. success is false when no model could answer.");
        endpoints.MapGet(Path, Describe).WithTags("devices").WithName("getVision").Produces<string>(contentType: "text/plain")
            .WithSummary("Whether pictures can be explained, and where they are sent");
        endpoints.MapMethods(Path, ["OPTIONS"], Preflight).ExcludeFromDescription();
        return endpoints;
    }

    private static async Task<IResult> ExplainAsync(
        HttpContext context, VisionAccess access, ImageUploadLimiter gate, VisionService explainer, IEventSink events,
        CancellationToken cancellationToken)
    {
        AllowPages(context.Response);
        var given = context.Request.Headers["Device-Id"].ToString().Trim().ToLowerInvariant();
        var malformed = DeviceIds.Refuse("Device-Id", given);
        var deviceId = malformed is null ? given : "";
        try
        {
            if (malformed is not null)
                throw new UploadException(StatusCodes.Status400BadRequest, malformed);
            if (await access.RefuseAsync(context.Request, deviceId, cancellationToken) is { } reason)
                throw new UploadException(StatusCodes.Status401Unauthorized, reason);
            using var admitted = await gate.EnterAsync(cancellationToken);
            var upload = await gate.ReadAsync(context.Request, cancellationToken);
            return PictureAnswer.Good(await explainer.ExplainAsync(deviceId, upload, cancellationToken));
        }
        catch (UploadException refused)
        {
            events.Emit(new PictureRefused(deviceId, refused.Status, refused.Message));
            await gate.DrainAsync(context.Request.Body, cancellationToken);
            return Refuse(refused.Status, refused.Message);
        }
        catch (CallFailedException failure)
        {
            return PictureAnswer.Bad(WordsFor(failure.Kind));
        }
    }

    private static string WordsFor(FailureKind kind) => kind switch
    {
        FailureKind.Disabled => "No model that can see pictures is set up on the server.",
        FailureKind.Timeout => "The model took too long to look at the picture.",
        FailureKind.Unauthorized => "The model refused the server's credentials.",
        FailureKind.BadRequest => "The model refused the picture or the question.",
        FailureKind.RateLimited or FailureKind.Overloaded => "Too many pictures at the moment; try again in a while.",
        _ => "The model could not look at the picture.",
    };

    // Well-known servers answer such a line, and scripts look for it.
    private static IResult Describe(HttpContext context, VisionOptions options, PublicAddress address)
    {
        AllowPages(context.Response);
        var url = address.Page(context, Path);
        return Results.Text(options.IsConfigured
            ? $"MCP Vision 接口运行正常，视觉解释接口地址是：{url}\nMCP Vision is ready; devices send pictures to {url}\n"
            : "MCP Vision 接口运行不正常，没有可用的视觉模型\nMCP Vision has no model that sees: set VOICEBUS_VISION_MODEL\n");
    }

    private static IResult Preflight(HttpContext context)
    {
        AllowPages(context.Response);
        return Results.Ok();
    }

    private static void AllowPages(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        response.Headers.AccessControlAllowHeaders = "Content-Type, Authorization, Device-Id, Client-Id";
    }

    // Both conventions: problem details, and the fields other servers answer with.
    private static IResult Refuse(int status, string reason) => Results.Problem(
        new ProblemDetails { Status = status, Detail = reason, Extensions = { ["success"] = false, ["message"] = reason } });

    private sealed record RequestLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
