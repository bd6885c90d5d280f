using VoiceBus.Server.Limits;

namespace VoiceBus.Server.Transport;

/// <summary>Where devices connect: a WebSocket on any path, as clients expect (protocol.md 1.2).</summary>
internal static class TransportEndpoints
{
    /// <summary>Takes every WebSocket request, whatever its path; other requests pass on.</summary>
    public static void UseDevices(this WebApplication app)
    {
        // No keep-alive time-out: some boards never answer a ping (protocol.md 1.3).
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.Use(static (context, next) => context.WebSockets.IsWebSocketRequest ? AcceptAsync(context) : next(context));
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        var services = context.RequestServices.GetRequiredService<TransportServices>();
        if (!await context.RequestServices.GetRequiredService<UpgradeLimit>().EnterAsync(context, context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var identity = DeviceIdentity.From(context.Request);
        if (RefuseToken(context, identity, services.Options.DeviceToken) is { } status)
        {
            // Before the upgrade: a device only looks for 101 (protocol.md 1.2).
            context.Response.StatusCode = status;
            return;
        }

        if (services.Sessions.IsDraining)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (services.Gate is { } gate)
        {
            if (await gate.RefuseAsync(identity, context.RequestAborted) is not null)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            await gate.WelcomeAsync(identity, context.RequestAborted);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new DeviceConnection(socket, identity, services) { Gone = context.RequestAborted };
        if (services.Address is { } address)
            connection.Session.Remember(ServerAddress.ContextKey, address.Page(context, "/"));
        var running = context.RequestServices.GetRequiredService<ConnectionManager>().RunAsync(connection);
        try
        {
            // Who was switched off while being let in had no session yet that could be closed.
            if (services.Gate is not null && await services.Gate.RefuseAsync(identity, context.RequestAborted) is { } reason)
                connection.Leave(reason);
        }
        finally
        {
            await running;
        }
    }

    private static int? RefuseToken(HttpContext context, DeviceIdentity identity, string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        var wrong = context.RequestServices.GetRequiredService<WrongTokens>();
        if (identity.Authorization is not null && wrong.IsRefused(context))
            return StatusCodes.Status429TooManyRequests;
        if (identity.IsAuthorized(token))
            return null;
        if (identity.Authorization is not null)
            wrong.Count(context);
        return StatusCodes.Status401Unauthorized;
    }
}
