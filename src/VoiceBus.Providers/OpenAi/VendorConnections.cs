using System.Net.Sockets;

namespace VoiceBus.Providers.OpenAi;

/// <summary>The connections to all vendors: pooled, kept warm, each made within the time its request allows.</summary>
internal static class VendorConnections
{
    /// <summary>The request's own connect timeout.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeout = new("voicebus.connect_timeout");

    /// <summary>Makes the handler.</summary>
    public static SocketsHttpHandler Create(TimeProvider time) => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, time, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(ConnectTimeout, out var timeout))
            timeout = TimeSpan.FromSeconds(5);
        using var late = new CancellationTokenSource(timeout, time);
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
