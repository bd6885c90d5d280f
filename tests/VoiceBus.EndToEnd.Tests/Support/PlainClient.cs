using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>A client that nobody here wrote: a bare WebSocket, no headers of ours, and exactly what the test sends.</summary>
internal sealed class PlainClient : IDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 16];

    private PlainClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>Binary messages received so far, as they came.</summary>
    public List<byte[]> Binary { get; } = [];

    public string? SubProtocol => _socket.SubProtocol;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<PlainClient> ConnectAsync(Uri url, CancellationToken ct, Action<ClientWebSocketOptions>? options = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(url, ct);
        return new PlainClient(socket);
    }

    public Task SendAsync(string message, CancellationToken ct) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, ct);

    public Task SendAsync(byte[] message, CancellationToken ct) => _socket.SendAsync(message, WebSocketMessageType.Binary, true, ct);

    /// <summary>Sends a hello and waits for the server's.</summary>
    public async Task<JsonElement> GreetAsync(string hello, CancellationToken ct)
    {
        await SendAsync(hello, ct);
        return await UntilAsync("hello", ct);
    }

    /// <summary>Reads until a text message of a type, and a state if one is given.</summary>
    public async Task<JsonElement> UntilAsync(string type, CancellationToken ct, string? state = null)
    {
        while (await ReadAsync(ct) is { } message)
            if (message.ValueKind == JsonValueKind.Object && message.GetProperty("type").GetString() == type
                && (state is null || message.GetProperty("state").GetString() == state))
                return message;
        throw new InvalidOperationException($"closed {_socket.CloseStatus} {_socket.CloseStatusDescription} before a {type}");
    }

    /// <summary>Reads until the server closes; returns its code and words.</summary>
    public async Task<(int Code, string? Reason)> UntilClosedAsync(CancellationToken ct)
    {
        while (await ReadAsync(ct) is not null)
        {
            // What comes before the end is of no interest.
        }

        return ((int)_socket.CloseStatus!, _socket.CloseStatusDescription);
    }

    /// <summary>The next message: JSON, undefined for a binary one, null for the end.</summary>
    public async Task<JsonElement?> ReadAsync(CancellationToken ct)
    {
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        switch (part.MessageType)
        {
            case WebSocketMessageType.Close: return null;
            case WebSocketMessageType.Binary:
                Binary.Add(_buffer[..length]);
                return default(JsonElement);
            default: return JsonElement.Parse(_buffer.AsSpan(0, length));
        }
    }

    public void Dispose() => _socket.Dispose();
}
