using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>An HTTP server whose answers have no end; counts what it could send.</summary>
internal sealed class EndlessHttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _sent;

    private EndlessHttpServer(WebApplication app)
    {
        _app = app;
        _app.Run(FloodAsync);
    }

    public Uri Url => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/mcp");

    public long Sent => Volatile.Read(ref _sent);

    public static async Task<EndlessHttpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new EndlessHttpServer(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task FloodAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var piece = new byte[1 << 16];
        piece.AsSpan().Fill((byte)'x');
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref _sent, piece.Length);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client has heard enough.
        }
    }
}
