using System.Net.WebSockets;
using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>The only writer of the socket: one message at a time, each with a deadline. Safe from any thread.</summary>
internal sealed class DeviceSender(WebSocket socket, DeviceClientOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private byte[] _frame = new byte[1024];
    private long _messages;
    private long _audio;

    public long Messages => Interlocked.Read(ref _messages);

    public long Audio => Interlocked.Read(ref _audio);

    public async Task SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken ct)
    {
        await SendAsync(utf8, WebSocketMessageType.Text, ct);
        Interlocked.Increment(ref _messages);
    }

    public Task SendBinaryAsync(ReadOnlyMemory<byte> message, CancellationToken ct) =>
        SendAsync(message, WebSocketMessageType.Binary, ct);

    public async Task SendAudioAsync(ReadOnlyMemory<byte> packet, uint timestampMs, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await WriteAsync(Frame(packet.Span, timestampMs), WebSocketMessageType.Binary);
        }
        finally
        {
            _turn.Release();
        }

        Interlocked.Increment(ref _audio);
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await WriteAsync(message, type);
        }
        finally
        {
            _turn.Release();
        }
    }

    private ReadOnlyMemory<byte> Frame(ReadOnlySpan<byte> packet, uint timestampMs)
    {
        var header = BinaryFraming.HeaderSize(options.ProtocolVersion);
        if (_frame.Length < header + packet.Length)
            _frame = new byte[(header + packet.Length) * 2];
        BinaryFraming.WriteHeader(options.ProtocolVersion, _frame, packet.Length, timestampMs);
        packet.CopyTo(_frame.AsSpan(header));
        return _frame.AsMemory(0, header + packet.Length);
    }

    // The caller's token never reaches the socket: cancelling a send in flight would tear the connection down.
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        try
        {
            var sending = socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
            if (sending.IsCompletedSuccessfully)
                return;
            await WithinDeadlineAsync(sending.AsTask());
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            throw new DeviceException(DeviceFailure.Closed, "the connection is closed", e);
        }
    }

    private async Task WithinDeadlineAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(options.SendTimeout, options.Time);
        }
        catch (TimeoutException e)
        {
            socket.Abort();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new DeviceException(
                DeviceFailure.TimedOut, $"the server took no message for {options.SendTimeout.TotalSeconds:0.#} s", e);
        }
    }
}
