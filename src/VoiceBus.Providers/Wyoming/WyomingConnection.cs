using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Wyoming;

/// <summary>
/// A TCP connection to a Wyoming service. Fails only with <see cref="ProviderException"/>, or with
/// <see cref="OperationCanceledException"/> for the caller's own token; either means that the connection is gone. One sender and one
/// receiver at a time, which may be two threads. Dispose it when both have ended.
/// </summary>
internal sealed class WyomingConnection : IKeepable
{
    private static readonly TimeSpan _sendTimeout = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly WyomingErrors _errors;
    private readonly AbortingWait _receives;
    private readonly AbortingWait _sends;
    private Task<ReadResult>? _ahead;
    private volatile bool _aborted;
    private bool _unread;

    private WyomingConnection(Socket socket, WyomingErrors errors, VendorContext context)
    {
        (_socket, _errors) = (socket, errors);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 16 * 1024));
        _receives = new AbortingWait(Abort, context);
        _sends = new AbortingWait(Abort, context);
    }

    /// <summary>Writes events for the one sender.</summary>
    public WyomingWriter Writer { get; } = new();

    /// <inheritdoc/>
    public bool IsOpen => !_aborted && !IsLost;

    /// <inheritdoc/>
    public bool IsQuiet => IsOpen && !_unread && _ahead is { IsCompleted: false };

    /// <inheritdoc/>
    public bool IsLost { get; private set; }

    /// <summary>Whether something is there to be received without waiting; known after <see cref="ReadAhead"/>.</summary>
    public bool HasEvent => _unread || _ahead is { IsCompleted: true };

    /// <summary>Connects.</summary>
    /// <exception cref="ProviderException">It cannot, or not in time.</exception>
    public static async Task<WyomingConnection> DialAsync(
        Uri url, int usualPort, TimeSpan timeout, WyomingErrors errors, VendorContext context, CancellationToken cancellationToken)
    {
        var port = url.Port > 0 ? url.Port : usualPort;
        using var late = new DeadlineSource(timeout, context.Time, context.Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.DnsSafeHost, port, either.Token);
            return new WyomingConnection(socket, errors, context);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw late.IsCancellationRequested ? errors.Late($"cannot be reached at {url.DnsSafeHost}:{port}: no connection", timeout) : errors.Unreachable(url.DnsSafeHost, port, e);
        }
    }

    /// <summary>Sends an event that <see cref="Writer"/> has written.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> written, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sending = _stream.WriteAsync(written, CancellationToken.None);
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
        }
    }

    /// <summary>Waits for the next event; the caller disposes it. The end of the connection comes as an event.</summary>
    /// <param name="timeout">How long the service may be silent; infinite where it has nothing to say.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<WyomingEvent> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var registration = _receives.Begin(timeout, cancellationToken);
            while (true)
            {
                var ahead = _ahead;
                _ahead = null;
                var read = ahead is null ? await _reader.ReadAsync(CancellationToken.None) : await ahead;
                var bytes = read.Buffer;
                if (WyomingReader.TryRead(ref bytes, out var received))
                {
                    _reader.AdvanceTo(bytes.Start);
                    _unread = !bytes.IsEmpty;
                    return received;
                }

                if (read.IsCompleted)
                    return End(bytes);
                _reader.AdvanceTo(bytes.Start, bytes.End);
                _unread = false;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Explain(e, cancellationToken);
        }
        finally
        {
            _receives.End();
        }
    }

    /// <inheritdoc/>
    public void ReadAhead()
    {
        if (!_unread)
            _ahead ??= _reader.ReadAsync(CancellationToken.None).AsTask();
    }

    /// <summary>Waits until there is something to receive, or until the other task has completed. The receiver's.</summary>
    public async Task WaitAsync(Task other, CancellationToken cancellationToken)
    {
        ReadAhead();
        if (!HasEvent && !other.IsCompleted)
            await Task.WhenAny(_ahead!, other).WaitAsync(cancellationToken);
    }

    /// <summary>Ends it at once; waits under way fail. Thread-safe.</summary>
    public void Abort()
    {
        _aborted = true;
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Abort();
        await _sends.DisposeAsync();
        await _receives.DisposeAsync();
        if (_ahead is { } ahead)
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }

    private WyomingEvent End(ReadOnlySequence<byte> left)
    {
        _reader.AdvanceTo(left.End);
        IsLost = true;
        return left.IsEmpty ? default : throw _errors.Malformed("half an event");
    }

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
            JsonException or FormatException => _errors.Malformed(e is FormatException ? e.Message : "no JSON", e),
            IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException => _errors.Broken(e),
            _ => e,
        };
    }
}
