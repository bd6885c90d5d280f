using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>The receive loop: the only reader of the socket and the only writer of the events. Ends with a reason, never with an exception.</summary>
internal sealed class DeviceReceiver(WebSocket socket, DeviceClientOptions options, Func<TimeSpan> now)
{
    private const int InitialBuffer = 4096;

    private readonly Channel<DeviceEvent> _events = Channel.CreateBounded<DeviceEvent>(
        new BoundedChannelOptions(options.EventCapacity) { SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TaskCompletionSource<ServerMessage.Hello?> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _messages;
    private long _audio;
    private long _audioBytes;
    private long _broken;

    public ChannelReader<DeviceEvent> Events => _events.Reader;

    /// <summary>The first hello a device would accept; null when the connection ended without one.</summary>
    public Task<ServerMessage.Hello?> Hello => _hello.Task;

    /// <summary>What to do with an MCP request before its event is seen.</summary>
    public Func<ServerMessage.Mcp, Task>? OnMcp { get; init; }

    public DeviceCounts Count(long messagesSent, long audioSent) => new(
        Interlocked.Read(ref _messages),
        Interlocked.Read(ref _audio),
        Interlocked.Read(ref _audioBytes),
        Interlocked.Read(ref _broken),
        messagesSent,
        audioSent);

    public async Task<DeviceEnd> RunAsync(CancellationToken stop)
    {
        var end = await ReceiveUntilEndAsync(stop);
        _events.Writer.TryComplete();
        _hello.TrySetResult(null);
        return end;
    }

    private async Task<DeviceEnd> ReceiveUntilEndAsync(CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length && !TryGrow(ref buffer))
                        return End(DeviceEndReason.MessageTooLong, $"a message exceeds {options.MaxMessageBytes} bytes");
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                    return End(DeviceEndReason.ServerClosed, $"{(int?)socket.CloseStatus} {socket.CloseStatusDescription}".Trim());
                await PublishAsync(part.MessageType, buffer.AsMemory(0, length), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return End(DeviceEndReason.ClosedHere, "closed by the device");
        }
        catch (Exception e) when (e is WebSocketException or DeviceException or ObjectDisposedException)
        {
            return stop.IsCancellationRequested
                ? End(DeviceEndReason.ClosedHere, "closed by the device")
                : End(DeviceEndReason.Lost, e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask PublishAsync(WebSocketMessageType type, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var at = now();
        if (type == WebSocketMessageType.Binary)
        {
            await _events.Writer.WriteAsync(ReadAudio(bytes.Span, at), stop);
            return;
        }

        Interlocked.Increment(ref _messages);
        var message = ServerMessageReader.Read(bytes.Span);
        if (message is ServerMessage.Mcp mcp && OnMcp is not null)
            await OnMcp(mcp);
        // The firmware waits on when the transport is not its own (protocol.md 2.2).
        if (message is ServerMessage.Hello { Transport: "websocket" } hello)
            _hello.TrySetResult(hello);
        await _events.Writer.WriteAsync(new MessageReceived(message, at), stop);
    }

    private DeviceEvent ReadAudio(ReadOnlySpan<byte> message, TimeSpan at)
    {
        if (!BinaryFraming.TryUnwrap(options.ProtocolVersion, message, out var payload, out var timestamp, out var error))
        {
            Interlocked.Increment(ref _broken);
            return new BrokenFrameReceived(error!, at);
        }

        Interlocked.Increment(ref _audio);
        Interlocked.Add(ref _audioBytes, payload.Length);
        return new AudioReceived(payload.ToArray(), timestamp, at);
    }

    private bool TryGrow(ref byte[] buffer)
    {
        if (buffer.Length >= options.MaxMessageBytes)
            return false;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, options.MaxMessageBytes));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    private DeviceEnd End(DeviceEndReason reason, string detail) => new(reason, detail, now());
}
