using System.Buffers;
using System.Net.WebSockets;

namespace VoiceBus.Server.Transport;

/// <summary>
/// Receives whole messages from a socket. Holds no buffer while nothing arrives; one reader. A message over the limit is
/// read to its end and reported as too large; the connection stays usable.
/// </summary>
internal sealed class MessageReceiver(WebSocket socket, int maxMessageBytes) : IDisposable
{
    private const int FirstBuffer = 4096;

    private byte[]? _buffer;

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message; its bytes are valid until the next call or disposal.</returns>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        Release();
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        if (first.EndOfMessage || first.MessageType == WebSocketMessageType.Close)
            return new ReceivedMessage(first.MessageType, default, TooLarge: false);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        var tooLarge = false;
        while (true)
        {
            if (length == _buffer.Length)
                tooLarge |= !Grow(ref length);
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close || part.EndOfMessage)
                return new ReceivedMessage(part.MessageType, _buffer.AsMemory(0, tooLarge ? 0 : length), tooLarge);
        }
    }

    public void Dispose() => Release();

    private bool Grow(ref int length)
    {
        if (_buffer!.Length >= maxMessageBytes)
        {
            length = 0; // The rest is read over the beginning: only its end matters now.
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        Release();
        _buffer = larger;
        return true;
    }

    private void Release()
    {
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

/// <summary>One message of a device.</summary>
/// <param name="Type">Text, binary or close.</param>
/// <param name="Bytes">The content; empty when too large.</param>
/// <param name="TooLarge">The message was over the limit and its content thrown away.</param>
internal readonly record struct ReceivedMessage(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes, bool TooLarge);
