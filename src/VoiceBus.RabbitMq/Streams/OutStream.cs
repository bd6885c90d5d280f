using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Streams;

/// <summary>
/// The sending end of one direction of a call: items become sections as they are written; a publisher takes them in turn.
/// The other end grants credit as its reader reads: an item beyond the credit stays here and its writer waits. A stream that
/// keeps what it sent can be sent again from the beginning to somebody else. Thread-safe; one writer at a time.
/// </summary>
/// <param name="shape">How items are written.</param>
/// <param name="credit">Items that may leave at first.</param>
/// <param name="keep">Whether what was sent is kept.</param>
/// <param name="changed">Called, outside the gate, when there is something to take.</param>
internal sealed class OutStream<T>(OutShape<T> shape, int credit, bool keep, Action changed)
{
    private const int MostKept = 8 << 20;
    private const int MessageBytes = 32 << 10;
    private readonly Lock _gate = new();
    private readonly PooledBuffer _log = new();
    private PendingWrite<int>? _pending;
    private int _cursor;
    private long _written;
    private long _sent;
    private long _maySend = credit;
    private long _mayWrite = credit;
    private bool _keep = keep;
    private bool _flush;
    private Phase _phase;

    private enum Phase
    {
        Open,
        Completed,
        Closed,
    }

    /// <summary>Items written so far.</summary>
    public long Written
    {
        get
        {
            lock (_gate)
                return _written;
        }
    }

    /// <summary>Writes an item; waits while the other end has no room for it. The item is the stream's, also when this throws.</summary>
    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Refused(item, ValueTask.FromCanceled(cancellationToken));
        bool waits;
        bool ready;
        lock (_gate)
        {
            if (_phase != Phase.Open)
                return Refused(item, RefusedWrite());
            if (_pending is { IsArmed: true })
                return Refused(item, ValueTask.FromException(new InvalidOperationException("A stream has one writer at a time.")));
            var length = Append(item);
            waits = _written > _mayWrite;
            if (waits)
                (_pending ??= new PendingWrite<int>(CancelWrite, shape.Refuse)).Arm(length);
            ready = IsReady();
        }
        shape.Release?.Invoke(item);
        if (ready)
            changed();
        return waits ? _pending!.WaitAsync(cancellationToken) : default;
    }

    /// <summary>The other end has room for so many more.</summary>
    public void Grant(int items)
    {
        bool goOn;
        bool ready;
        lock (_gate)
        {
            _maySend += items;
            _mayWrite = Math.Max(_mayWrite, _maySend);
            goOn = _written <= _mayWrite && _pending is not null && _pending.TryTake(out _);
            ready = IsReady();
        }
        if (ready)
            changed();
        if (goOn)
            _pending!.Fire(StreamWrite.Taken);
    }

    /// <summary>No more items.</summary>
    public void Complete() => End(Phase.Completed);

    /// <summary>Nobody wants the items any more: they are forgotten.</summary>
    public void Close() => End(Phase.Closed);

    /// <summary>Begins again, for another receiver.</summary>
    /// <param name="credit">What the receiver has room for.</param>
    /// <returns>False when what was sent is not kept (any more).</returns>
    public bool TryRestart(int credit)
    {
        lock (_gate)
        {
            if (!_keep && _sent > 0)
                return false;
            (_cursor, _sent, _maySend) = (0, 0, credit);
            return true;
        }
    }

    /// <summary>Adds the sections that may leave to a message.</summary>
    /// <returns>What is left.</returns>
    public OutLeft Take(PooledBuffer message)
    {
        lock (_gate)
        {
            if (IsReady())
                CopyTo(message);
            if (_phase == Phase.Completed && _cursor == _log.Length)
            {
                if (!_keep)
                    Forget();
                return OutLeft.Nothing;
            }
            return IsReady() ? OutLeft.More : OutLeft.Later;
        }
    }

    private void CopyTo(PooledBuffer message)
    {
        var from = _cursor;
        var bytes = _log.Span;
        while (_cursor < bytes.Length && _sent < _maySend && _cursor - from < MessageBytes)
        {
            _cursor += Sections.LengthOf(bytes[_cursor..]);
            _sent++;
        }
        var taken = bytes[from.._cursor];
        taken.CopyTo(message.GetSpan(taken.Length));
        message.Advance(taken.Length);
        _flush &= _cursor < bytes.Length;
        if (!_keep && _cursor * 2 >= bytes.Length)
        {
            _log.RemoveFirst(_cursor);
            _cursor = 0;
        }
    }

    private void Forget()
    {
        _log.Dispose();
        _cursor = 0;
    }

    private int Append(T item)
    {
        var start = Sections.Begin(_log, shape.Kind);
        try
        {
            shape.Write(_log, item);
        }
        catch
        {
            _log.RemoveLast(_log.Length - start);
            shape.Release?.Invoke(item);
            throw;
        }
        Sections.End(_log, start);
        _written++;
        _keep &= _log.Length <= MostKept;
        _flush |= shape.IsUrgent(item);
        return _log.Length - start;
    }

    private bool IsReady() =>
        _phase != Phase.Closed && _cursor < _log.Length && _sent < _maySend
        && (_written - _sent >= shape.GatheredItems || _flush || _written >= _mayWrite || _phase == Phase.Completed);

    private void CancelWrite()
    {
        lock (_gate)
        {
            if (_pending is null || !_pending.TryTake(out var length))
                return;
            // Beyond the credit, so nobody has taken it.
            _log.RemoveLast(length);
            _written--;
        }
        _pending.Fire(StreamWrite.Cancelled);
    }

    private void End(Phase phase)
    {
        bool writerWaits;
        lock (_gate)
        {
            if (_phase >= phase)
                return;
            _phase = phase;
            writerWaits = phase == Phase.Closed && _pending is not null && _pending.TryTake(out _);
            if (phase == Phase.Closed)
                Forget();
        }
        if (writerWaits)
            _pending!.Fire(StreamWrite.Closed);
        if (phase == Phase.Completed)
            changed();
    }

    private ValueTask RefusedWrite() =>
        shape.Refuse(_phase == Phase.Completed ? StreamWrite.Completed : StreamWrite.Closed) is { } refusal
            ? ValueTask.FromException(refusal)
            : default;

    private ValueTask Refused(T item, ValueTask result)
    {
        shape.Release?.Invoke(item);
        return result;
    }
}
