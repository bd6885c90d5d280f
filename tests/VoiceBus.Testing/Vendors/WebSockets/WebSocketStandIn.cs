using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VoiceBus.Testing.Vendors.WebSockets;

/// <summary>A real server of WebSockets on a loopback port that stands in for a vendor: what it says is given to it.</summary>
public sealed class WebSocketStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<StandInSocket> _sockets = new();
    private readonly Func<StandInSocket, Task> _talk;
    private int _handshakes;

    private WebSocketStandIn(WebApplication app, Func<StandInSocket, Task> talk) => (_app, _talk) = (app, talk);

    /// <summary>Where it listens, such as ws://127.0.0.1:40000/; any path is served.</summary>
    public Uri Url => new(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/");

    /// <summary>Handshakes asked for, refused ones included.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>The connections so far, oldest first.</summary>
    public IReadOnlyList<StandInSocket> Sockets => [.. _sockets];

    /// <summary>Answers a handshake with something else, when it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Refuse { get; set; }

    /// <summary>The subprotocol it agrees to; null: none.</summary>
    public string? SubProtocol { get; init; }

    /// <summary>Starts it.</summary>
    /// <param name="talk">What it does with a connection; when it returns, the connection is closed if it is not yet.</param>
    /// <param name="subProtocol">The subprotocol it agrees to; null: none.</param>
    /// <param name="tls">Whether it speaks TLS, with a certificate it made itself.</param>
    public static async Task<WebSocketStandIn> StartAsync(Func<StandInSocket, Task> talk, string? subProtocol = null, bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls)
                listen.UseHttps(SelfSigned());
        }));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
        var server = new WebSocketStandIn(builder.Build(), talk) { SubProtocol = subProtocol };
        server._app.UseWebSockets();
        server._app.Run(server.ServeAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stand-in", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _handshakes);
        if (Refuse is { } refuse && await refuse(context))
            return;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var agreed = context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol ?? "") ? SubProtocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(agreed);
        var connection = new StandInSocket(socket, context.Request);
        _sockets.Enqueue(connection);
        await connection.RunAsync(_talk);
    }
}
