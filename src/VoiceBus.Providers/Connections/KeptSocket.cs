using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.Connections;

/// <summary>
/// Keeps one connection warm between the calls of one provider instance: no handshake per sentence. A connection that dies while
/// nobody uses it is noticed, and dialled anew unseen by the caller, once. One call at a time; disposing is thread-safe.
/// </summary>
/// <param name="dial">Opens a connection.</param>
/// <param name="idleLimit">How long an unused one is kept; shorter than the vendor's own limit. Zero keeps none.</param>
/// <param name="context">Whose it is.</param>
internal sealed class KeptSocket(Func<CancellationToken, Task<VendorSocket>> dial, TimeSpan idleLimit, VendorContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private VendorSocket? _kept;
    private ITimer? _timer;
    private bool _disposed;

    /// <summary>Whether a connection is kept on which nothing has happened since.</summary>
    internal bool IsUsable
    {
        get
        {
            lock (_gate)
                return _kept is { IsQuiet: true };
        }
    }

    /// <summary>A connection on which a call has begun: the kept one if it is still good, else a new one. The caller gives it back with
    /// <see cref="KeepAsync"/> if it may be used again, and disposes it if not.</summary>
    /// <param name="begin">Says what begins a call, and waits for the vendor's answer to it where it gives one. Called again on a new
    /// connection when the kept one turns out to be lost.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    /// <exception cref="ProviderException">There is no connection, or the vendor refused to begin.</exception>
    public async Task<VendorSocket> OpenAsync(Func<VendorSocket, CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        if (Take() is { } kept && await TryBeginAsync(kept, begin, cancellationToken))
            return kept;
        var socket = await dial(cancellationToken);
        try
        {
            await begin(socket, cancellationToken);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a connection back on which nothing is under way.</summary>
    public async ValueTask KeepAsync(VendorSocket socket)
    {
        if (idleLimit > TimeSpan.Zero && socket.IsOpen)
        {
            socket.ReadAhead();
            if (TryStore(socket))
                return;
        }

        await socket.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        VendorSocket? kept;
        lock (_gate)
        {
            _disposed = true;
            (kept, _kept) = (_kept, null);
            _timer?.Dispose();
        }

        if (kept is not null)
            await kept.DisposeAsync();
    }

    private static async Task<bool> TryBeginAsync(VendorSocket kept, Func<VendorSocket, CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        var begun = false;
        try
        {
            if (!kept.IsQuiet)
                return false;
            await begin(kept, cancellationToken);
            return begun = true;
        }
        catch (ProviderException) when (kept.IsLost && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (!begun)
                await kept.DisposeAsync();
        }
    }

    private VendorSocket? Take()
    {
        lock (_gate)
        {
            var kept = _kept;
            _kept = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return kept;
        }
    }

    private bool TryStore(VendorSocket socket)
    {
        lock (_gate)
        {
            if (_disposed || _kept is not null)
                return false;
            _kept = socket;
            _timer ??= context.Time.CreateGuardedTimer(
                static self => self.Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, context.Guard);
            _timer.Change(idleLimit, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private void Expire()
    {
        if (Take() is { } idle)
            _ = BackgroundTask.Run(() => idle.DisposeAsync().AsTask(), context.Guard);
    }
}
