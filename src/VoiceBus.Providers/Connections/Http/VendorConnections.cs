using System.Net.Sockets;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>The connections to all vendors: pooled, kept warm, each made within the time its request allows.</summary>
internal static class VendorConnections
{
    /// <summary>The request's own connect timeout.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeout = new("voicebus.connect_timeout");

    /// <summary>Makes the handler.</summary>
    public static SocketsHttpHandler Create(TimeProvider time, ExceptionGuard guard) => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        // Who is interrupted hangs up, instead of listening to the rest for the connection's sake.
        ResponseDrainTimeout = TimeSpan.Zero,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, time, guard, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        TimeProvider time,
        ExceptionGuard guard,
        CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(ConnectTimeout, out var timeout))
            timeout = TimeSpan.FromSeconds(5);
        using var late = new DeadlineSource(timeout, time, guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"no connection within {timeout.TotalSeconds:0.###} s");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
