using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The reading end of a <see cref="CallStream{T}"/>: enumerated once, no allocation per item. Leaving the enumeration
/// early releases what is left.
/// </summary>
internal sealed class CallStreamReader<T>(CallStream<T> stream, CancellationToken cancellationToken)
    : IAsyncEnumerable<T>, IAsyncEnumerator<T>
{
    private readonly CancellationToken _outer = cancellationToken;
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
        _outerWake = _outer.UnsafeRegister(static s => ((CallStream<T>)s!).WakeReader(), stream);
        _innerWake = _inner.UnsafeRegister(static s => ((CallStream<T>)s!).WakeReader(), stream);
        return this;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync() =>
        !IsCancelled && stream.TryRead(out _current) == StreamRead.Item
            ? new ValueTask<bool>(true)
            : WaitForNextAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _outerWake.Dispose();
        _innerWake.Dispose();
        _current = default;
        stream.LeaveReader();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitForNextAsync()
    {
        while (true)
        {
            _outer.ThrowIfCancellationRequested();
            _inner.ThrowIfCancellationRequested();
            var read = stream.TryRead(out _current);
            if (read == StreamRead.Item)
                return true;
            if (read == StreamRead.Ended)
                return EndOfStream();
            var more = stream.WaitToReadAsync();
            // A token cancelled before the wait was armed found nobody to wake.
            if (IsCancelled)
                stream.WakeReader();
            await more;
        }
    }

    private bool EndOfStream()
    {
        if (stream.Error is { } error)
            ExceptionDispatchInfo.Throw(error);
        return false;
    }
}
