using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Providers.Tests.Connections;

/// <summary>Opens a WebSocket and never reads from it.</summary>
internal sealed class DeafServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task<TcpClient>? _client;

    public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public static Task<DeafServer> StartAsync()
    {
        var server = new DeafServer();
        server._listener.Start();
        server._client = server.AcceptAsync();
        return Task.FromResult(server);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        (await _client!).Dispose();
    }

    private async Task<TcpClient> AcceptAsync()
    {
        var client = await _listener.AcceptTcpClientAsync();
        client.ReceiveBufferSize = 4096;
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        var key = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
                key = line[(line.IndexOf(':') + 1)..].Trim();
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        return client;
    }
}
