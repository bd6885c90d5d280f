using System.Buffers;
using System.Net.WebSockets;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Receives whole messages from a socket. Holds no buffer while nothing arrives; one reader. A message over a limit is
/// read to its end and reported as such; the connection stays usable.
/// </summary>
/// <param name="socket">Where from.</param>
/// <param name="maxMessageBytes">The largest message, asked when one begins.</param>
/// <param name="unfinished">Counts what is held of messages that are not whole.</param>
/// <param name="time">Times messages.</param>
internal sealed class MessageReceiver(WebSocket socket, Func<int> maxMessageBytes, UnfinishedMessages unfinished, TimeProvider time) : IDisposable
{
    private const int FirstBuffer = 4096;

    private byte[]? _buffer;
    private long _begunAt;

    /// <summary>How long the message that is being received has been on its way; zero when none is. From any thread.</summary>
    public TimeSpan Unfinished => Volatile.Read(ref _begunAt) is not 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message; its bytes are valid until the next call or disposal.</returns>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        Release();
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        if (first.EndOfMessage || first.MessageType == WebSocketMessageType.Close)
            return new ReceivedMessage(first.MessageType, default, MessageFault.None);
        Volatile.Write(ref _begunAt, time.GetTimestamp());
        try
        {
            return await ReceiveRestAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _begunAt, 0);
        }
    }

    public void Dispose() => Release();

    private async ValueTask<ReceivedMessage> ReceiveRestAsync(CancellationToken cancellationToken)
    {
        var (most, length, fault) = (maxMessageBytes(), 0, MessageFault.None);
        Hold(FirstBuffer); // Of as many as there are connections, so not refused.
        while (true)
        {
            if (length == _buffer!.Length && fault == MessageFault.None)
                fault = Grow(length, most);
            if (length == _buffer!.Length || fault != MessageFault.None)
                length = 0; // The rest is read over the beginning: only its end matters now.
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (length > most && fault == MessageFault.None)
                fault = MessageFault.TooLarge;
            if (part.MessageType == WebSocketMessageType.Close || part.EndOfMessage)
                return new ReceivedMessage(part.MessageType, _buffer.AsMemory(0, fault == MessageFault.None ? length : 0), fault);
        }
    }

    private MessageFault Grow(int length, int most)
    {
        if (length >= most)
            return MessageFault.TooLarge;
        var (before, larger) = (_buffer!, _buffer!.Length * 2);
        if (!unfinished.TryTake(larger - before.Length))
            return MessageFault.NoRoom;
        _buffer = ArrayPool<byte>.Shared.Rent(larger);
        unfinished.Take(_buffer.Length - larger);
        before.AsSpan(0, length).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(before);
        return MessageFault.None;
    }

    private void Hold(int bytes)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(bytes);
        unfinished.Take(_buffer.Length);
    }

    private void Release()
    {
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        unfinished.Give(buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

/// <summary>One message of a device.</summary>
/// <param name="Type">Text, binary or close.</param>
/// <param name="Bytes">The content; empty when there is a fault.</param>
/// <param name="Fault">Why the content was thrown away.</param>
internal readonly record struct ReceivedMessage(WebSocketMessageType Type, ReadOnlyMemory<byte> Bytes, MessageFault Fault);

/// <summary>Why a message's content was thrown away.</summary>
internal enum MessageFault
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It is over the limit of a message.</summary>
    TooLarge,

    /// <summary>The messages of all devices that are not whole yet have no room for more.</summary>
    NoRoom,
}
