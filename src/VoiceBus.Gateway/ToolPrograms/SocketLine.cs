using System.Buffers;
using System.Net.WebSockets;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Protocol;

namespace VoiceBus.Gateway.ToolPrograms;

/// <summary>The line to a tool program over its WebSocket: one message a frame. Sending is thread-safe; one reader.</summary>
internal sealed class SocketLine(WebSocket socket, TimeProvider time, IEventSink events) : IToolProgramLine, IDisposable
{
    private const int FirstBuffer = 16 << 10;
    private const int MaxMessage = 8 << 20;
    private static readonly TimeSpan _sendTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ExceptionGuard _guard = new(events, "tool program line");
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private Task<ValueWebSocketReceiveResult>? _receiving;

    /// <inheritdoc/>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var limit = new DeadlineSource(_sendTimeout, time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _turn.WaitAsync(token.Token);
        try
        {
            // A frame that was begun is finished, or the line is of no use any more: only the deadline breaks it off.
            await socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, limit.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or InvalidOperationException
            || (gone is OperationCanceledException && limit.IsCancellationRequested))
        {
            throw new IOException("the tool program's line is gone", gone);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Grow(length);
            ValueWebSocketReceiveResult part;
            try
            {
                part = await ReceivePartAsync(length, cancellationToken);
            }
            catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                throw new IOException("the connection was lost", gone);
            }

            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return _buffer.AsMemory(0, length);
        }
    }

    /// <summary>Sends a close frame, or answers one, and waits a second for the other's.</summary>
    public async Task CloseAsync(WebSocketCloseStatus code, string reason)
    {
        using var limit = new DeadlineSource(_closeTimeout, time, _guard);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(code, CloseReason.Fit(reason), limit.Token);
            while (socket.State == WebSocketState.CloseSent)
                await ReceivePartAsync(0, limit.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It ends without a farewell.
        }

        if (socket.State != WebSocketState.Closed)
            socket.Abort();
    }

    /// <summary>Gives the buffer back, unless somebody still writes to it.</summary>
    public void Dispose()
    {
        if (_receiving is null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _turn.Dispose();
    }

    // A receive that is cancelled takes the socket with it, and with that the close frame that says why.
    private async ValueTask<ValueWebSocketReceiveResult> ReceivePartAsync(int length, CancellationToken cancellationToken)
    {
        _receiving ??= socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).AsTask();
        var part = await _receiving.WaitAsync(cancellationToken);
        _receiving = null;
        return part;
    }

    private void Grow(int length)
    {
        if (length >= MaxMessage)
            throw new IOException($"a message of more than {MaxMessage} bytes");
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
