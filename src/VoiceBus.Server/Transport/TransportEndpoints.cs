using VoiceBus.Server.Access;

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
        // Any page can open a socket to here; its browser says whose page it is.
        if (await AccessAnswers.RefusePageAsync(context))
            return;
        var services = context.RequestServices.GetRequiredService<TransportServices>();
        var identity = DeviceIdentity.From(context.Request);
        if (!identity.IsAuthorized(services.Options.DeviceToken))
        {
            // Before the upgrade: a device only looks for 101 (protocol.md 1.2).
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
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
        var connection = new DeviceConnection(socket, identity, services);
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
}
