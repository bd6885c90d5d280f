using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Gateway.Transport;

/// <summary>Where devices connect: a WebSocket on any path, as clients expect (protocol.md 1.2), but for <see cref="ReservedPaths"/>.</summary>
public static class TransportEndpoints
{
    /// <summary>Takes every WebSocket request that is no endpoint's, whatever its path; other requests pass on.</summary>
    public static void UseDevices(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            LenientUpgrade.Use(context);
            return next(context);
        });
        // No keep-alive time-out: some boards never answer a ping (protocol.md 1.3).
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.Use(static (context, next) =>
            context.WebSockets.IsWebSocketRequest && !ReservedPaths.Contains(context.Request.Path) ? AcceptAsync(context) : next(context));
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        // Any page can open a socket to here; its browser says whose page it is.
        if (await AccessAnswers.RefusePageAsync(context))
            return;
        var services = context.RequestServices.GetRequiredService<TransportServices>();
        if (!await context.RequestServices.GetRequiredService<UpgradeLimit>().EnterAsync(context, context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var identity = DeviceIdentity.From(context.Request);
        // Before the upgrade: a device only looks for 101 (protocol.md 1.2).
        var admission = await AdmitAsync(context, identity, services);
        if (admission.Refusal is { } refusal)
        {
            await AnswerAsync(context, refusal);
            return;
        }

        if (admission.Device?.ListenWhileSpeaking is { } listens)
            identity = identity with { ListensWhileSpeaking = listens };
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol(context));
        var connection = new DeviceConnection(socket, identity, services) { Gone = context.RequestAborted };
        connection.Session.Connection.ServerUrl = services.Address?.Known(context, admission.Device?.ServerUrl);
        var running = context.RequestServices.GetRequiredService<ConnectionManager>().RunAsync(connection);
        try
        {
            if (services.Gate is not null && await services.Gate.RecheckAsync(identity, context.RequestAborted) is { } reason)
                connection.Leave(reason, CloseCause.Refused);
        }
        finally
        {
            await running;
        }
    }

    // A browser that offers some and is answered with none closes again; what they mean is the client's.
    private static string? Subprotocol(HttpContext context) =>
        context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(static offered => offered.Length > 0);

    private static async ValueTask<DeviceAdmission> AdmitAsync(HttpContext context, DeviceIdentity identity, TransportServices services)
    {
        if (identity.Malformed() is { } problem)
        {
            services.Conversations.Events.Emit(new DeviceRefused("", problem));
            return new DeviceAdmission(new DeviceRefusal(StatusCodes.Status400BadRequest, problem));
        }

        if (services.Sessions.IsDraining)
            return new DeviceAdmission(new DeviceRefusal(StatusCodes.Status503ServiceUnavailable, "This server is about to end; connect again."));
        if (services.Gate is not { } gate)
            return default;
        var wrong = context.RequestServices.GetRequiredService<WrongTokens>();
        var brings = identity.Authorization is not null || identity.Ticket is not null;
        if (brings && wrong.IsRefused(context))
            return new DeviceAdmission(new DeviceRefusal(
                StatusCodes.Status429TooManyRequests, "Too many wrong tokens came from this address; try again in a minute."));
        var admission = await gate.AdmitAsync(identity, context.RequestAborted);
        if (admission.Refusal is { IsWrongCredential: true })
            wrong.Count(context);
        return admission;
    }

    // In a header as well: few clients get to see the body of a refused upgrade.
    private static Task AnswerAsync(HttpContext context, DeviceRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer realm=\"VoiceBus\", error=\"invalid_token\", error_description=\"{refusal.Reason}\"";
        return Results.Problem(new ProblemDetails { Status = refusal.Status, Detail = refusal.Reason }).ExecuteAsync(context);
    }
}
