using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// The routes boards ask at boot (protocol.md 6), at the paths of both well-known servers, with and without the slash: boards
/// follow no redirect.
/// </summary>
public static class ProvisioningEndpoints
{
    private const int MaxBody = 64 * 1024;
    private static readonly JsonElement _nothing = JsonElement.Parse("{}");
    private static readonly string[] _paths = ["/api/ota", "/xiaozhi/ota"];

    /// <summary>Maps provisioning, activation and firmware files.</summary>
    public static IEndpointRouteBuilder MapProvisioning(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in _paths)
        {
            endpoints.MapMethods(path, ["GET", "POST"], AnswerAsync).WithTags("devices")
                .WithSummary("What a board is told at boot").WithMetadata(new RequestLimit(MaxBody)).ForAllowedPages();
            endpoints.MapMethods(path, ["OPTIONS"], Preflight).ExcludeFromDescription().ForAllowedPages();
            endpoints.MapPost($"{path}/activate", ActivateAsync).WithTags("devices")
                .WithSummary("Whether a board was activated").WithMetadata(new RequestLimit(MaxBody)).ForAllowedPages();
        }

        endpoints.MapGet(Provisioner.FirmwarePath + "{file}", Firmware).WithTags("devices").WithSummary("A firmware file");
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, Provisioner provisioner, ProvisioningLimit limit, CancellationToken cancellationToken)
    {
        var request = OtaRequest.From(context.Request, await ReadAsync(context, cancellationToken));
        if (request.DeviceId.Length == 0 && HttpMethods.IsPost(context.Request.Method))
            return Refuse("Send the header Device-Id with the board's MAC address.");
        if (request.Malformed() is { } problem)
            return Refuse(problem);
        if (request.DeviceId.Length > 0 && !limit.TryEnter(context, request.DeviceId))
            return Refuse("The device asked too often; it may try again in a minute.", StatusCodes.Status429TooManyRequests);
        return await provisioner.AnswerAsync(context, request, cancellationToken) is { } answer
            ? new Body(answer.ToJson()) : Refuse("The registry of devices cannot be read at the moment; ask again.", StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ActivateAsync(
        HttpContext context, Activation activation, RegistryTimeout timeout, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(context, cancellationToken);
        var request = OtaRequest.From(context.Request, body);
        if (request.DeviceId.Length == 0)
            return Refuse("Send the header Device-Id with the board's MAC address.");
        if (request.Malformed() is { } problem)
            return Refuse(problem);
        return await timeout.TryAsync<ActivationState?>(
            async token => await activation.CheckAsync(request.DeviceId, request.ClientId, Proof(body), token), static () => null, cancellationToken) switch
        {
            ActivationState.Done => new Body("""{"success":true}"""u8.ToArray()),
            ActivationState.Pending => new Body("""{"success":false,"message":"pending"}"""u8.ToArray(), StatusCodes.Status202Accepted),
            ActivationState.Refused => Refuse("The proof does not fit the challenge.", StatusCodes.Status403Forbidden),
            ActivationState.Unknown => Refuse("Ask for provisioning first.", StatusCodes.Status404NotFound),
            _ => Refuse("The registry of devices cannot be read at the moment; ask again.", StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static IResult Firmware(string file, FirmwareFolder folder) =>
        folder.Find(file) is { } found
            ? Results.File(found.FullPath, "application/octet-stream", found.FileName, enableRangeProcessing: true)
            : Results.Problem($"There is no firmware '{file}'.", statusCode: StatusCodes.Status404NotFound);

    private static Body Preflight() => new(ReadOnlyMemory<byte>.Empty);

    // Before anything is stored. Digital-human pages ask from other origins: those that are listed may read the answer.
    private static RouteHandlerBuilder ForAllowedPages(this RouteHandlerBuilder route) => route.AddEndpointFilter(static async (call, next) =>
    {
        var context = call.HttpContext;
        if (await AccessAnswers.RefusePageAsync(context))
            return Results.Empty;
        AccessAnswers.AllowPage(
            context, "GET, POST, OPTIONS",
            "Content-Type, Authorization, Device-Id, Client-Id, Serial-Number, Activation-Version, Accept-Language");
        return await next(call);
    });

    /// <summary>
    /// The body as a JSON object; anything else counts as an empty one, as the headers say who asks: firmware does not escape what it
    /// quotes, such as the name of its Wi-Fi.
    /// </summary>
    private static async Task<JsonElement> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        if (body.Length == 0)
            return _nothing;
        var problem = "it is no object";
        try
        {
            if (JsonElement.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)) is { ValueKind: JsonValueKind.Object } read)
                return read;
        }
        catch (JsonException broken)
        {
            problem = $"byte {broken.BytePositionInLine} of line {broken.LineNumber + 1} is not JSON";
        }

        context.RequestServices.GetRequiredService<IEventSink>().Emit(new ProvisioningUnreadable(ClientAddress.TextOf(context), problem));
        return _nothing;
    }

    // Some clients wrap the proof (protocol.md 6.3).
    private static ActivationProof? Proof(JsonElement body)
    {
        if (body.TryGetProperty("Payload", out var wrapped) && wrapped.ValueKind == JsonValueKind.Object)
            body = wrapped;
        return Text("serial_number") is { Length: > 0 } serial
            ? new ActivationProof(Text("algorithm"), serial, Text("challenge"), Text("hmac")) : null;

        string Text(string name) =>
            body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    // Both conventions: problem details, and the fields other servers answer with.
    private static IResult Refuse(string reason, int status = StatusCodes.Status400BadRequest) => Results.Problem(
        new ProblemDetails { Status = status, Detail = reason, Extensions = { ["success"] = false, ["message"] = reason } });

    /// <summary>A JSON body with its length: boards read no chunks.</summary>
    private sealed class Body(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentLength = json.Length;
            httpContext.Response.Headers.CacheControl = "no-store";
            if (json.IsEmpty)
                return;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await httpContext.Response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }

    private sealed record RequestLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
