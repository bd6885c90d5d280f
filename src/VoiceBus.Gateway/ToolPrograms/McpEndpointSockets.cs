using System.Net.WebSockets;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.ToolPrograms;

/// <summary>
/// Where tool programs dial in: <c>…/mcp_endpoint/mcp/?token=…</c>, whatever stands in front. The program is the MCP server, so
/// this speaks first. Sockets that say nothing stay open: the public dialler waits longer each time it has to dial again. Thread-safe.
/// </summary>
internal sealed class McpEndpointSockets(
    IMcpEndpointStore endpoints, IToolPrograms programs, RegistryTimeout timeout, WrongTokens wrong, UpgradeLimit upgrades, IEventSink events, TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    private const string Path = "mcp";
    private const int TryAgainLater = 1013;

    /// <summary>Takes a request that dials in; other requests pass on.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next) =>
        context.WebSockets.IsWebSocketRequest && string.Equals(ReservedPaths.AfterMcpEndpoint(context.Request.Path), Path, StringComparison.OrdinalIgnoreCase)
            ? AcceptAsync(context) : next(context);

    private async Task AcceptAsync(HttpContext context)
    {
        if (await AccessAnswers.RefusePageAsync(context))
            return;
        var refused = wrong.IsRefused(context) ? StatusCodes.Status429TooManyRequests
            : await upgrades.EnterAsync(context, context.RequestAborted) ? 0 : StatusCodes.Status503ServiceUnavailable;
        if (refused != 0)
        {
            context.Response.StatusCode = refused;
            return;
        }

        var identity = DeviceIdentity.From(context.Request);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var line = new SocketLine(socket, time, events);
        // As its peers do, a bad token is told by a close frame: the public dialler shows it.
        var (code, reason) = await SpeakAsync(context, socket, line, BearerToken.Of(identity.Authorization));
        await line.CloseAsync(code, reason);
    }

    private async Task<(WebSocketCloseStatus Code, string Reason)> SpeakAsync(
        HttpContext context, WebSocket socket, SocketLine line, string token)
    {
        var address = ClientAddress.TextOf(context);
        var (isKnown, endpoint) = await FindAsync(token, context.RequestAborted);
        if (!isKnown)
            return ((WebSocketCloseStatus)TryAgainLater, "the tokens cannot be read at the moment");
        if (endpoint is null)
        {
            if (token.Length > 0)
                wrong.Count(context);
            events.Emit(new ToolProgramRefused(address, token.Length > 0 ? "the token is none of this server, or was revoked" : "no token"));
            return (WebSocketCloseStatus.PolicyViolation, "the token is none of this server, or was revoked; POST /api/mcp-endpoints makes one");
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        return await programs.ServeAsync(line, endpoint, address, over.Token) switch
        {
            ToolProgramEnd.Revoked => (WebSocketCloseStatus.PolicyViolation, "the token was revoked, or there are too many connections"),
            ToolProgramEnd.Stopped => (CloseCodes.Of(Core.Sessions.CloseCause.Restart), "the server is shutting down"),
            _ => (CloseCodes.InKind(socket.CloseStatus), ""),
        };
    }

    private ValueTask<(bool IsKnown, McpEndpoint? Endpoint)> FindAsync(string token, CancellationToken cancellationToken) => timeout.TryAsync(
        async limited =>
        {
            var found = token.Length == 0 ? null : await endpoints.FindByTokenAsync(McpEndpointTokens.Hash(token), limited);
            if (found is not null)
                await endpoints.TouchAsync(found.Id, time.GetUtcNow(), limited);
            return (true, found);
        },
        static () => (false, (McpEndpoint?)null), cancellationToken);
}
