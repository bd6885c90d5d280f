using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Device.Tests.Scripted;

/// <summary>A real WebSocket server on a free port whose every connection follows the test's script.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<Exception?> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Completes with the exception of the first script that failed.</summary>
    public Task<Exception?> Failure => _failure.Task;

    public static async Task<ScriptedServer> StartAsync(
        Func<ScriptedConnection, Task> script, Func<HttpContext, bool>? accept = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        server._app.UseWebSockets();
        server._app.Run(context => server.ServeAsync(context, script, accept));
        await server._app.StartAsync();
        server.Url = new Uri(server._app.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal) + "/ws");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context, Func<ScriptedConnection, Task> script, Func<HttpContext, bool>? accept)
    {
        if (!context.WebSockets.IsWebSocketRequest || accept?.Invoke(context) == false)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, _app.Lifetime.ApplicationStopping);
        try
        {
            await script(new ScriptedConnection(socket, context, over.Token));
        }
        catch (Exception e)
        {
            _failure.TrySetResult(e);
            throw;
        }
    }
}
