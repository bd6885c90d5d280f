using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace VoiceBus.Testing.Vendors.WebSockets;

/// <summary>The vendor's end of a WebSocket. It reads on by itself, so that the client's end is seen at once.</summary>
public sealed class StandInSocket
{
    private readonly WebSocket _socket;
    private readonly Channel<StandInMessage> _received = Channel.CreateUnbounded<StandInMessage>();
    private readonly TaskCompletionSource<bool> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal StandInSocket(WebSocket socket, HttpRequest request)
    {
        _socket = socket;
        Path = request.Path;
        Query = request.Query.ToDictionary(static item => item.Key, static item => item.Value.ToString(), StringComparer.Ordinal);
        Headers = request.Headers.ToDictionary(static item => item.Key, static item => item.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The path of the handshake.</summary>
    public string Path { get; }

    /// <summary>The query of the handshake, unescaped; names mind case. Several values of a name are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The headers of the handshake; names ignore case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Completes when the client has gone: true when it said so by a close.</summary>
    public Task<bool> Gone => _gone.Task;

    /// <summary>The next message; null when the client has gone.</summary>
    public async Task<StandInMessage?> ReceiveAsync() =>
        await _received.Reader.WaitToReadAsync() && _received.Reader.TryRead(out var message) ? message : null;

    /// <summary>Takes the next message if it is there already; null if not.</summary>
    public StandInMessage? TryReceive() => _received.Reader.TryRead(out var message) ? message : null;

    /// <summary>Sends text as it is.</summary>
    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Sends an object as JSON text.</summary>
    public Task SendJsonAsync(object message) => SendAsync(JsonSerializer.Serialize(message));

    /// <summary>Sends bytes.</summary>
    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    /// <summary>Says good-bye.</summary>
    public Task CloseAsync(int status = 1000, string? reason = null) =>
        _socket.CloseOutputAsync((WebSocketCloseStatus)status, reason, CancellationToken.None);

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    internal async Task RunAsync(Func<StandInSocket, Task> talk)
    {
        var reading = ReadAsync();
        try
        {
            await talk(this);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await CloseAsync();
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went while something was said to it: seen by Gone.
        }

        await reading;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                    break;
                message.Write(buffer, 0, read.Count);
                if (!read.EndOfMessage)
                    continue;
                _received.Writer.TryWrite(new StandInMessage(message.ToArray(), read.MessageType == WebSocketMessageType.Text));
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }

        _gone.TrySetResult(_socket.State is WebSocketState.CloseReceived or WebSocketState.Closed);
        _received.Writer.TryComplete();
    }
}

/// <summary>What a client sent.</summary>
/// <param name="Bytes">As they came.</param>
/// <param name="IsText">Whether it is text, else binary.</param>
public sealed record StandInMessage(byte[] Bytes, bool IsText)
{
    /// <summary>The text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The text as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);
}
