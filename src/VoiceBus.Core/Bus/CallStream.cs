namespace VoiceBus.Core.Bus;

/// <summary>
/// One direction of a call: a bounded queue with one writer and one reader at a time that allocates nothing per item, also
/// when either side waits and whatever token it waits with. Knows who owns each item: an item that nobody will read is
/// released here, exactly once. Ending it may come from anywhere.
/// </summary>
/// <param name="capacity">Items that may wait.</param>
/// <param name="release">Gives an unread item back; null when there is nothing to give back.</param>
/// <param name="refuse">What a writer is told whose item came after the end (Completed or Closed); null to say nothing.</param>
public sealed class CallStream<T>(int capacity, Action<T>? release, Func<StreamWrite, Exception?> refuse)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _items = new();
    private PendingWrite<T>? _pending;
    private CallStreamReader<T>? _waitingReader;
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

    /// <summary>Adds an item; waits for room. The item is the stream's from here on, also when this throws.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the item was released.</exception>
    /// <exception cref="InvalidOperationException">Another write waits; the item was released.</exception>
    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Refused(item, StreamWrite.Cancelled, ValueTask.FromCanceled(cancellationToken));
        StreamWrite admits;
        bool kept;
        CallStreamReader<T>? reader = null;
        lock (_gate)
        {
            admits = Admits();
            kept = admits == StreamWrite.Full ? TryArm(item) : admits == StreamWrite.Taken && !_readerLeft;
            if (kept && admits == StreamWrite.Taken)
            {
                _items.Enqueue(item);
                reader = TakeReader();
            }
        }
        reader?.Wake();
        if (!kept)
            return Refused(item, admits, admits == StreamWrite.Full ? ValueTask.FromException(TwoAtOnce()) : default);
        return admits == StreamWrite.Full ? _pending!.WaitAsync(cancellationToken) : default;
    }

    /// <summary>Takes the next item without waiting.</summary>
    public StreamRead TryRead(out T? item)
    {
        lock (_gate)
        {
            if (!_items.TryDequeue(out item))
                return _phase == Phase.Open ? StreamRead.Empty : StreamRead.Ended;
            if (_pending is null || !_pending.TryTake(out var pending))
                return StreamRead.Item;
            _items.Enqueue(pending);
        }
        _pending.Fire(StreamWrite.Taken);
        return StreamRead.Item;
    }

    /// <summary>Lets the reader wait for its wake-up.</summary>
    /// <returns>False when there is something to find now.</returns>
    public bool TryWait(CallStreamReader<T> reader)
    {
        lock (_gate)
        {
            if (_items.Count > 0 || _phase != Phase.Open)
                return false;
            _waitingReader = _waitingReader is null ? reader : throw TwoAtOnce();
            return true;
        }
    }

    /// <summary>Makes a waiting reader look again, for its token was cancelled.</summary>
    public void WakeReader()
    {
        CallStreamReader<T>? reader;
        lock (_gate)
            reader = TakeReader();
        reader?.Wake();
    }

    /// <summary>Gives up the write that waits, for its token was cancelled.</summary>
    public void CancelWrite()
    {
        T? pending;
        lock (_gate)
        {
            if (_pending is null || !_pending.TryTake(out pending))
                return;
        }
        release?.Invoke(pending);
        _pending.Fire(StreamWrite.Cancelled);
    }

    /// <summary>No more items; what waits in the stream stays readable, then the error is thrown or the stream ends.</summary>
    public void Complete(Exception? error) => End(Phase.Completed, error);

    /// <summary>No more items, and what waits is released.</summary>
    public void Close(Exception? error) => End(Phase.Closed, error);

    /// <summary>The reader has left: what waits and what comes is released, the writer never waits again.</summary>
    public void LeaveReader()
    {
        T[] orphans;
        bool writerWaits;
        lock (_gate)
        {
            _readerLeft = true;
            orphans = TakeUnread(everything: true, out writerWaits);
        }
        Unblock(orphans, writerWaits, StreamWrite.Taken);
    }

    private static InvalidOperationException TwoAtOnce() => new("A stream has one reader and one writer at a time.");

    private void End(Phase phase, Exception? error)
    {
        T[] orphans;
        bool writerWaits;
        CallStreamReader<T>? reader;
        lock (_gate)
        {
            if (_phase >= phase)
                return;
            // A reader must not take a stream whose items were dropped for one that was complete.
            if (_phase == Phase.Open || _items.Count > 0)
                _error ??= error;
            _phase = phase;
            orphans = TakeUnread(everything: phase == Phase.Closed, out writerWaits);
            reader = TakeReader();
        }
        Unblock(orphans, writerWaits, phase == Phase.Closed ? StreamWrite.Closed : StreamWrite.Completed);
        reader?.Wake();
    }

    private StreamWrite Admits() => _phase switch
    {
        Phase.Completed => StreamWrite.Completed,
        Phase.Closed => StreamWrite.Closed,
        _ => _items.Count < capacity || _readerLeft ? StreamWrite.Taken : StreamWrite.Full,
    };

    private bool TryArm(T item)
    {
        _pending ??= new PendingWrite<T>(CancelWrite, refuse);
        if (_pending.IsArmed)
            return false;
        _pending.Arm(item);
        return true;
    }

    private CallStreamReader<T>? TakeReader()
    {
        var reader = _waitingReader;
        _waitingReader = null;
        return reader;
    }

    private T[] TakeUnread(bool everything, out bool writerWaits)
    {
        T? pending = default;
        writerWaits = _pending is not null && _pending.TryTake(out pending);
        if (everything && _items.Count > 0)
        {
            if (writerWaits)
                _items.Enqueue(pending!);
            T[] unread = [.. _items];
            _items.Clear();
            return unread;
        }
        return writerWaits ? [pending!] : [];
    }

    private void Unblock(T[] orphans, bool writerWaits, StreamWrite result)
    {
        if (release is not null)
        {
            foreach (var item in orphans)
                release(item);
        }
        if (writerWaits)
            _pending!.Fire(result);
    }

    private ValueTask Refused(T item, StreamWrite why, ValueTask otherwise)
    {
        release?.Invoke(item);
        return why is StreamWrite.Completed or StreamWrite.Closed && refuse(why) is { } refusal
            ? ValueTask.FromException(refusal)
            : otherwise;
    }
}
