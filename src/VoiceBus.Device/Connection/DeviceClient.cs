using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>
/// One device on the line: connects, says hello, sends audio and control, and hands out what the server sends as ordered
/// events. Sending is safe from any thread; the events have one reader at a time.
/// </summary>
public sealed class DeviceClient : IAsyncDisposable
{
    private static readonly TimeSpan _closeGrace = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket;
    private readonly DeviceReceiver _receiver;
    private readonly DeviceSender _sender;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _epoch;
    private int _disposed;

    private DeviceClient(DeviceClientOptions options, ClientWebSocket socket)
    {
        Options = options;
        _socket = socket;
        _epoch = options.Time.GetTimestamp();
        _sender = new DeviceSender(socket, options);
        _receiver = new DeviceReceiver(socket, options, () => Now) { OnMcp = options.Tools is null ? null : AnswerAsync };
        Completion = _receiver.RunAsync(_stop.Token);
    }

    /// <summary>How the device introduced itself.</summary>
    public DeviceClientOptions Options { get; }

    /// <summary>The server's hello.</summary>
    public ServerMessage.Hello Hello { get; private set; } = new("", 1, AudioParams.ServerDefault);

    /// <summary>The session the server opened.</summary>
    public string SessionId => Hello.SessionId;

    /// <summary>Time since the socket was open, on <see cref="DeviceClientOptions.Time"/>; the clock of all events.</summary>
    public TimeSpan Now => Options.Time.GetElapsedTime(_epoch);

    /// <summary>What went over the line so far.</summary>
    public DeviceCounts Counts => _receiver.Count(_sender.Messages, _sender.Audio);

    /// <summary>Completes when the receive loop ends, always with a reason and never with an exception.</summary>
    public Task<DeviceEnd> Completion { get; }

    /// <summary>Connects and exchanges hellos.</summary>
    /// <param name="options">How the device introduces itself.</param>
    /// <param name="ct">Gives up early.</param>
    /// <returns>A device the server has greeted; dispose it to hang up.</returns>
    /// <exception cref="DeviceException">Unreachable, rejected, timed out, or no hello.</exception>
    public static async Task<DeviceClient> ConnectAsync(DeviceClientOptions options, CancellationToken ct)
    {
        _ = BinaryFraming.HeaderSize(options.ProtocolVersion);
        var client = new DeviceClient(options, await DeviceSocket.OpenAsync(options, ct));
        try
        {
            await client.GreetAsync(ct);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server sends, from the last unread event on, until the connection ends; the hello comes first.</summary>
    /// <param name="ct">Stops reading; unread events stay for the next reader.</param>
    /// <returns>Events in order of arrival.</returns>
    public async IAsyncEnumerable<DeviceEvent> Events([EnumeratorCancellation] CancellationToken ct)
    {
        while (await _receiver.Events.WaitToReadAsync(ct))
        {
            while (!ct.IsCancellationRequested && _receiver.Events.TryRead(out var received))
                yield return received;
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Reads events up to and including the first that fits.</summary>
    /// <param name="fits">Whether this is the one.</param>
    /// <param name="ct">The deadline: give one.</param>
    /// <returns>All events read; the last one fits.</returns>
    /// <exception cref="DeviceException">The connection ended first; the message tells how.</exception>
    public async Task<IReadOnlyList<DeviceEvent>> ReadUntilAsync(Func<DeviceEvent, bool> fits, CancellationToken ct)
    {
        var read = new List<DeviceEvent>();
        await foreach (var received in Events(ct))
        {
            read.Add(received);
            if (fits(received))
                return read;
        }

        var end = await Completion.WaitAsync(ct);
        throw new DeviceException(DeviceFailure.Closed, $"the connection ended first ({end.Reason}: {end.Detail})");
    }

    /// <summary>Reads up to the first text message of a kind and returns it.</summary>
    /// <typeparam name="TMessage">For example <see cref="ServerMessage.Stt"/>.</typeparam>
    /// <param name="ct">The deadline: give one.</param>
    /// <returns>The message.</returns>
    /// <exception cref="DeviceException">The connection ended first.</exception>
    public async Task<TMessage> WaitForAsync<TMessage>(CancellationToken ct)
        where TMessage : ServerMessage
    {
        var read = await ReadUntilAsync(e => e is MessageReceived { Message: TMessage }, ct);
        return (TMessage)((MessageReceived)read[^1]).Message;
    }

    /// <summary>Sends one audio packet in the announced framing. The packet is copied before this waits for the network.</summary>
    /// <param name="packet">An Opus packet, or samples in pcm format.</param>
    /// <param name="ct">Gives up waiting for other senders; a message once begun is always finished.</param>
    /// <param name="timestampMs">For version 2 with server echo cancellation.</param>
    /// <returns>Done when the message has left.</returns>
    /// <exception cref="DeviceException">The connection is closed or stuck.</exception>
    public Task SendAudioAsync(ReadOnlyMemory<byte> packet, CancellationToken ct, uint timestampMs = 0) =>
        _sender.SendAudioAsync(packet, timestampMs, ct);

    /// <summary>Sends a text message as it is, also a broken one.</summary>
    /// <param name="utf8">The message.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when the message has left.</returns>
    /// <exception cref="DeviceException">The connection is closed or stuck.</exception>
    public Task SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken ct) => _sender.SendTextAsync(utf8, ct);

    /// <summary>Sends a binary message without adding a header, also a broken one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when the message has left.</returns>
    /// <exception cref="DeviceException">The connection is closed or stuck.</exception>
    public Task SendBinaryAsync(ReadOnlyMemory<byte> message, CancellationToken ct) => _sender.SendBinaryAsync(message, ct);

    /// <summary>Hangs up politely: sends a close frame and waits a second for the server's before breaking off.</summary>
    /// <param name="ct">Breaks off at once.</param>
    /// <returns>How the connection ended.</returns>
    public async Task<DeviceEnd> CloseAsync(CancellationToken ct)
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct)
                .WaitAsync(_closeGrace, Options.Time, ct);
            return await Completion.WaitAsync(_closeGrace, Options.Time, ct);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            return await DisconnectAsync();
        }
    }

    /// <summary>Breaks off without a close frame, as a device does that loses power (protocol.md 1.3).</summary>
    /// <returns>How the connection ended.</returns>
    public async Task<DeviceEnd> DisconnectAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        return await Completion;
    }

    /// <summary>Hangs up politely and frees everything.</summary>
    /// <returns>Done when the receive loop has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await CloseAsync(CancellationToken.None);
        await DisconnectAsync();
        _socket.Dispose();
        _sender.Dispose();
        _stop.Dispose();
    }

    private async Task GreetAsync(CancellationToken ct)
    {
        await SendTextAsync(ClientMessages.Hello(Options.ProtocolVersion, Options.Features, Options.Audio), ct);
        try
        {
            Hello = await _receiver.Hello.WaitAsync(Options.HelloTimeout, Options.Time, ct) ?? throw await NoHelloAsync();
        }
        catch (TimeoutException e)
        {
            throw new DeviceException(
                DeviceFailure.NoHello, $"{Options.Url} did not answer hello within {Options.HelloTimeout.TotalSeconds:0.#} s", e);
        }
    }

    private async Task<DeviceException> NoHelloAsync()
    {
        var end = await Completion;
        return new DeviceException(DeviceFailure.NoHello, $"{Options.Url} hung up before its hello ({end.Reason}: {end.Detail})");
    }

    private async Task AnswerAsync(ServerMessage.Mcp request)
    {
        if (await Options.Tools!.AnswerAsync(request.Payload, _stop.Token) is { } answer)
            await SendTextAsync(ClientMessages.Mcp(request.SessionId, answer), _stop.Token);
    }
}
