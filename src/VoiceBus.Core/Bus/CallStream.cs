using System.Runtime.CompilerServices;

namespace VoiceBus.Core.Bus;

/// <summary>
/// One direction of a call: a bounded queue with one writer and one reader at a time that allocates nothing per item, also
/// when either side waits and whatever token it waits with. Knows who owns each item: an item that nobody will read is
/// released here, exactly once. Ending it may come from anywhere.
/// </summary>
/// <param name="capacity">Items that may wait.</param>
/// <param name="release">Gives an unread item back; null when there is nothing to give back.</param>
internal sealed class CallStream<T>(int capacity, Action<T>? release)
{
    private readonly Lock _gate = new();
    private readonly StreamSignal _readable = new();
    private readonly StreamSignal _writable = new();
    private Queue<T> _items = new();
    private Phase _phase;
    private Exception? _error;
    private bool _readerLeft;
    private int _readers;

    private enum Phase
    {
        Open,
        Completed,
        Closed,
    }

    /// <summary>Why the stream ended badly, or null; settled once a read has found the end.</summary>
    public Exception? Error => _error;

    /// <summary>The reading end; once.</summary>
    /// <exception cref="InvalidOperationException">The stream was read before.</exception>
    public CallStreamReader<T> Read(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _readers, 1) == 0
            ? new CallStreamReader<T>(this, cancellationToken)
            : throw new InvalidOperationException("A stream of a call is read once.");

    /// <summary>Offers an item without waiting.</summary>
    public StreamWrite TryWrite(T item)
    {
        StreamWrite result;
        bool wake;
        lock (_gate)
        {
            result = Admits();
            if (result == StreamWrite.Full)
                return result;
            wake = result == StreamWrite.Taken && !_readerLeft;
            if (wake)
            {
                _items.Enqueue(item);
                if (!_readable.Disarm())
                    return result;
            }
        }
        if (wake)
            _readable.Fire();
        else
            release?.Invoke(item);
        return result;
    }

    /// <summary>Adds an item; waits for room. The item is the stream's from here on, also when this throws.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the item was released.</exception>
    public ValueTask<StreamWrite> WriteAsync(T item, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            var written = TryWrite(item);
            if (written != StreamWrite.Full)
                return new ValueTask<StreamWrite>(written);
        }
        return WriteWhenRoomAsync(item, cancellationToken);
    }

    /// <summary>Takes the next item without waiting.</summary>
    public StreamRead TryRead(out T? item)
    {
        lock (_gate)
        {
            if (!_items.TryDequeue(out item))
                return _phase == Phase.Open ? StreamRead.Empty : StreamRead.Ended;
            if (!_writable.Disarm())
                return StreamRead.Item;
        }
        _writable.Fire();
        return StreamRead.Item;
    }

    /// <summary>Completes when a read may find something, or when the reader was woken.</summary>
    public ValueTask WaitToReadAsync()
    {
        lock (_gate)
            return _items.Count > 0 || _phase != Phase.Open ? default : _readable.Arm();
    }

    /// <summary>Makes a waiting reader look again.</summary>
    public void WakeReader() => Wake(_readable);

    /// <summary>No more items; what waits stays readable, then the error is thrown or the stream ends.</summary>
    public void Complete(Exception? error) => End(Phase.Completed, error);

    /// <summary>No more items, and what waits is released.</summary>
    public void Close(Exception? error) => End(Phase.Closed, error);

    /// <summary>The reader has left: what waits and what comes is released, the writer never waits again.</summary>
    public void LeaveReader()
    {
        Queue<T>? orphans;
        lock (_gate)
        {
            _readerLeft = true;
            orphans = TakeAll();
        }
        Wake(_writable);
        ReleaseAll(orphans);
    }

    private StreamWrite Admits() => _phase switch
    {
        Phase.Completed => StreamWrite.Completed,
        Phase.Closed => StreamWrite.Closed,
        _ => _items.Count < capacity || _readerLeft ? StreamWrite.Taken : StreamWrite.Full,
    };

    private void End(Phase phase, Exception? error)
    {
        Queue<T>? orphans = null;
        lock (_gate)
        {
            if (_phase >= phase)
                return;
            // A reader must not take a stream whose items were dropped for one that was complete.
            if (_phase == Phase.Open || _items.Count > 0)
                _error ??= error;
            _phase = phase;
            if (phase == Phase.Closed)
                orphans = TakeAll();
        }
        Wake(_readable);
        Wake(_writable);
        ReleaseAll(orphans);
    }

    // Rare: a full stream. The pooled builder keeps even this free of allocation.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StreamWrite> WriteWhenRoomAsync(T item, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                release?.Invoke(item);
                throw new OperationCanceledException(cancellationToken);
            }
            var written = TryWrite(item);
            if (written != StreamWrite.Full)
                return written;
            var room = WaitToWriteAsync();
            // Registered after arming: a token cancelled in between fires at once.
            using (cancellationToken.UnsafeRegister(static stream => ((CallStream<T>)stream!).WakeWriter(), this))
                await room;
        }
    }

    private ValueTask WaitToWriteAsync()
    {
        lock (_gate)
            return _items.Count < capacity || _phase != Phase.Open ? default : _writable.Arm();
    }

    private void WakeWriter() => Wake(_writable);

    private void Wake(StreamSignal signal)
    {
        lock (_gate)
        {
            if (!signal.Disarm())
                return;
        }
        signal.Fire();
    }

    private Queue<T>? TakeAll()
    {
        if (_items.Count == 0)
            return null;
        var items = _items;
        _items = new Queue<T>();
        return items;
    }

    private void ReleaseAll(Queue<T>? orphans)
    {
        if (release is null || orphans is null)
            return;
        foreach (var item in orphans)
            release(item);
    }
}
