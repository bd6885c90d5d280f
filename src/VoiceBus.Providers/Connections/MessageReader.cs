using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections;

/// <summary>Reads whole messages into rented buffers. One reader at a time.</summary>
internal sealed class MessageReader(WebSocket socket, int maxBytes)
{
    private const int FirstBuffer = 4096;

    /// <summary>Reads the next message.</summary>
    /// <exception cref="MessageTooLongException">It is longer than allowed; the socket is of no use any more.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<VendorMessage> ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += read.Count;
                if (length > maxBytes)
                    throw new MessageTooLongException($"a message of more than {maxBytes} bytes");
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return new VendorMessage(null, 0, WebSocketMessageType.Close);
                }

                if (read.EndOfMessage)
                    return new VendorMessage(buffer, length, read.MessageType);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
