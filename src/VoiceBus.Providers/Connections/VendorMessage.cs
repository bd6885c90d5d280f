using System.Buffers;
using System.Net.WebSockets;

namespace VoiceBus.Providers.Connections;

/// <summary>
/// A whole message in a buffer rented from the shared pool. Who is handed it disposes it exactly once, and uses its bytes not after.
/// </summary>
internal readonly struct VendorMessage(byte[]? buffer, int length, WebSocketMessageType type) : IDisposable
{
    /// <summary>Text, binary, or the peer's close: then there are no bytes.</summary>
    public WebSocketMessageType Type => type;

    /// <summary>Whether the peer has closed.</summary>
    public bool IsClose => type == WebSocketMessageType.Close;

    /// <summary>Whether it is text.</summary>
    public bool IsText => type == WebSocketMessageType.Text;

    /// <summary>What was sent.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
