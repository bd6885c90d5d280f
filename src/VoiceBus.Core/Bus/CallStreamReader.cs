using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The reading end of a <see cref="CallStream{T}"/>: enumerated once, no allocation per item. Leaving the enumeration
/// early releases what is left.
/// </summary>
public sealed class CallStreamReader<T>(CallStream<T> stream, CancellationToken cancellationToken)
    : IAsyncEnumerable<T>, IAsyncEnumerator<T>, IValueTaskSource<bool>, ICancellationCallback
{
    private readonly CancellationToken _outer = cancellationToken;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _inner;
    private CancellationTokenRegistration _outerWake;
    private CancellationTokenRegistration _innerWake;
    private T? _current;
    private int _enumerators;

    /// <inheritdoc/>
    public T Current => _current!;

    private bool IsCancelled => _outer.IsCancellationRequested || _inner.IsCancellationRequested;

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerators, 1) != 0)
            throw new InvalidOperationException("A stream of a call is read once.");
        _inner = cancellationToken == _outer ? default : cancellationToken;
        // Once per enumeration, not once per wait.
        _outerWake = _outer.RegisterGuarded(this);
        _innerWake = _inner.RegisterGuarded(this);
        return this;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync()
    {
        if (IsCancelled)
            return ValueTask.FromCanceled<bool>(_outer.IsCancellationRequested ? _outer : _inner);
        var read = stream.TryRead(out _current);
        if (read != StreamRead.Empty)
            return Found(read);
        _core.Reset();
        if (!stream.TryWait(this))
            return Found(stream.TryRead(out _current));
        // A token cancelled before the wait began found nobody to wake.
        if (IsCancelled)
            stream.WakeReader();
        return new ValueTask<bool>(this, _core.Version);
    }

    /// <summary>Something has changed; the stream calls this once for each time it let the reader wait.</summary>
    public void Wake() => _core.SetResult(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _outerWake.Dispose();
        _innerWake.Dispose();
        _current = default;
        stream.LeaveReader();
        return default;
    }

    void ICancellationCallback.Cancelled() => stream.WakeReader();

    // Whoever cancels goes on; the stream ends badly.
    void ICancellationCallback.Failed(Exception exception) => stream.Close(exception);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _core.GetResult(token);
        _outer.ThrowIfCancellationRequested();
        _inner.ThrowIfCancellationRequested();
        var read = stream.TryRead(out _current);
        if (read == StreamRead.Ended && stream.Error is { } error)
            ExceptionDispatchInfo.Throw(error);
        return read == StreamRead.Item;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> Found(StreamRead read)
    {
        if (read == StreamRead.Item)
            return new ValueTask<bool>(true);
        return stream.Error is { } error ? ValueTask.FromException<bool>(error) : new ValueTask<bool>(false);
    }
}
