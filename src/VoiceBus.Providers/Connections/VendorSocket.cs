using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections;

/// <summary>
/// An open WebSocket to a vendor. Fails only with <see cref="ProviderException"/>, or with
/// <see cref="OperationCanceledException"/> for the caller's own token; either means that the connection is gone: a cancelled or late
/// wait aborts it at once. One sender and one receiver at a time, which may be two threads. Dispose it when both have ended.
/// </summary>
internal sealed class VendorSocket : IKeepable
{
    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly MessageReader _reader;
    private readonly ProviderErrors _errors;
    private readonly TimeSpan _sendTimeout;
    private readonly AbortingWait _receives;
    private readonly AbortingWait _sends;
    private Task<VendorMessage>? _ahead;
    private int _sending;
    private int _receiving;
    private int _disposed;

    /// <summary>Takes over a socket that is open.</summary>
    public VendorSocket(WebSocket socket, VendorSocketOptions options, ProviderErrors errors, VendorContext context)
    {
        _socket = socket;
        _reader = new MessageReader(socket, options.MaxMessageBytes);
        _errors = errors;
        _sendTimeout = options.SendTimeout;
        _receives = new AbortingWait(Abort, context);
        _sends = new AbortingWait(Abort, context);
    }

    /// <summary>Headers of the answer to the handshake; names ignore case.</summary>
    public IReadOnlyDictionary<string, IEnumerable<string>> Headers { get; init; } = new Dictionary<string, IEnumerable<string>>();

    /// <summary>The subprotocol the server chose, or null.</summary>
    public string? SubProtocol => _socket.SubProtocol;

    /// <summary>Whether nothing has ended it yet, as far as is known here.</summary>
    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>Whether it was lost (broken off, closed, silent beyond a deadline), as opposed to refused in words.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether it is open and, since <see cref="ReadAhead"/>, nothing was received.</summary>
    public bool IsQuiet => IsOpen && _ahead is { IsCompleted: false };

    /// <summary>Sends a text message.</summary>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) =>
        SendAsync(utf8, WebSocketMessageType.Text, cancellationToken);

    /// <summary>Sends a binary message.</summary>
    public ValueTask SendBinaryAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        SendAsync(bytes, WebSocketMessageType.Binary, cancellationToken);

    /// <summary>Waits for the next message; the caller disposes it. A close comes as a message: see <see cref="ClosedFailure"/>.</summary>
    /// <param name="timeout">How long the peer may be silent; infinite where it has nothing to say.</param>
    /// <param name="cancellationToken">Aborts the connection.</param>
    /// <exception cref="ProviderException">It was silent for too long, broke off, or sent too long a message.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<VendorMessage> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Enter(ref _receiving, "receiver");
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reading = _ahead is { } ahead ? new ValueTask<VendorMessage>(ahead) : _reader.ReadAsync();
            _ahead = null;
            if (reading.IsCompleted)
                return await reading;
            await using var registration = _receives.Begin(timeout, cancellationToken);
            return await reading;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Explain(e, cancellationToken);
        }
        finally
        {
            _receives.End();
            Volatile.Write(ref _receiving, 0);
        }
    }

    /// <summary>The failure that the peer's close stands for when an answer was still owed.</summary>
    public ProviderException ClosedFailure()
    {
        IsLost = true;
        return _errors.Closed(_socket.CloseStatus, _socket.CloseStatusDescription);
    }

    /// <summary>Begins to receive while nobody waits, so that an end is noticed at once; the next receiver gets what comes.</summary>
    public void ReadAhead() => _ahead ??= _reader.ReadAsync().AsTask();

    /// <summary>Whether a message, or the end, is there to be received without waiting; known after <see cref="ReadAhead"/>.</summary>
    public bool HasMessage => _ahead is { IsCompleted: true };

    /// <summary>Waits until there is something to receive, or until the other task has completed. The receiver's.</summary>
    public async Task WaitAsync(Task other, CancellationToken cancellationToken)
    {
        ReadAhead();
        if (!HasMessage && !other.IsCompleted)
            await Task.WhenAny(_ahead!, other).WaitAsync(cancellationToken);
    }

    /// <summary>Ends it at once, without a word; waits under way fail. Thread-safe.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Says good-bye where it is open, without waiting for the peer's, and ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                _sends.Begin(_closeTimeout, CancellationToken.None);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // It is gone already, and nobody waits for it.
        }
        finally
        {
            await _sends.DisposeAsync();
            await _receives.DisposeAsync();
            _socket.Dispose();
        }

        await DropAheadAsync();
    }

    private static void Enter(ref int flag, string who)
    {
        if (Interlocked.Exchange(ref flag, 1) != 0)
            throw new InvalidOperationException($"A WebSocket has one {who} at a time.");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        Enter(ref _sending, "sender");
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sending = _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);
            await using var registration = sending.IsCompleted ? default : _sends.Begin(_sendTimeout, cancellationToken);
            await sending;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Explain(e, cancellationToken);
        }
        finally
        {
            _sends.End();
            Volatile.Write(ref _sending, 0);
        }
    }

    // Either wait may find the connection aborted because the other was late.
    private Exception Explain(Exception e, CancellationToken cancellationToken)
    {
        IsLost = true;
        Abort();
        return e switch
        {
            _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(null, e, cancellationToken),
            _ when _sends.IsLate => _errors.Late("did not take what it was sent", _sendTimeout),
            _ when _receives.IsLate => _errors.Late("said nothing", _receives.Limit),
            ProviderException known => known,
            MessageTooLongException tooLong => _errors.Malformed(tooLong.Message),
            WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException => _errors.Broken(e),
            _ => e,
        };
    }

    private async Task DropAheadAsync()
    {
        if (_ahead is not { } ahead)
            return;
        _ahead = null;
        await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ahead.IsCompletedSuccessfully)
            (await ahead).Dispose();
    }
}
