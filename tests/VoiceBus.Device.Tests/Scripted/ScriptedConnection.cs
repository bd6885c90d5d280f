using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Tests.Scripted;

/// <summary>The server's end of one connection, with the words a script needs. One task at a time.</summary>
internal sealed class ScriptedConnection(WebSocket socket, HttpContext context, CancellationToken ct)
{
    private readonly byte[] _buffer = new byte[1 << 16];

    public const string SessionId = "session-1";

    public HttpContext Context => context;

    public CancellationToken Ended => ct;

    public int Version { get; private set; } = 1;

    /// <summary>Reads the hello and answers it.</summary>
    public async Task<ClientMessage.Hello> GreetAsync(AudioParams? audio = null)
    {
        var hello = await ReadAsync<ClientMessage.Hello>();
        Version = hello.Version;
        await SendAsync(ServerMessages.Hello(SessionId, audio ?? AudioParams.ServerDefault));
        return hello;
    }

    /// <summary>Reads until a text message of this kind; audio and other words on the way are passed over.</summary>
    public async Task<T> ReadAsync<T>() where T : ClientMessage
    {
        while (true)
        {
            var (type, bytes) = await ReceiveAsync();
            if (type == WebSocketMessageType.Text && ClientMessageReader.Read(bytes.Span) is T message)
                return message;
        }
    }

    /// <summary>Reads the next binary message and unwraps it.</summary>
    public async Task<(byte[] Payload, uint Timestamp)> ReadAudioAsync()
    {
        while (true)
        {
            var (type, bytes) = await ReceiveAsync();
            if (type != WebSocketMessageType.Binary)
                continue;
            BinaryFraming.TryUnwrap(Version, bytes.Span, out var payload, out var timestamp, out var error).ShouldBeTrue(error);
            return (payload.ToArray(), timestamp);
        }
    }

    /// <summary>The next message of either kind; throws when the device hangs up.</summary>
    public async Task<(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes)> ReceiveAsync()
    {
        var result = await socket.ReceiveAsync(_buffer.AsMemory(), ct);
        result.EndOfMessage.ShouldBeTrue();
        return result.MessageType == WebSocketMessageType.Close
            ? throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely)
            : (result.MessageType, _buffer.AsMemory(0, result.Count));
    }

    public async Task SendAsync(byte[] utf8) => await socket.SendAsync(utf8, WebSocketMessageType.Text, true, ct);

    public async Task SendBinaryAsync(byte[] message) =>
        await socket.SendAsync(message, WebSocketMessageType.Binary, true, ct);

    public async Task SendAudioAsync(byte[] packet, uint timestamp = 0)
    {
        var header = BinaryFraming.HeaderSize(Version);
        var message = new byte[header + packet.Length];
        BinaryFraming.WriteHeader(Version, message, packet.Length, timestamp);
        packet.CopyTo(message, header);
        await SendBinaryAsync(message);
    }

    public Task CloseAsync(WebSocketCloseStatus status, string text) => socket.CloseOutputAsync(status, text, ct);

    public void Abort() => context.Abort();

    /// <summary>Keeps the connection open, reading, until the device hangs up.</summary>
    public async Task UntilHangUpAsync()
    {
        try
        {
            while (true)
                await ReceiveAsync();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The end of the script.
        }
    }
}
