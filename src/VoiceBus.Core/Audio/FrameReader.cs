using System.Runtime.CompilerServices;

namespace VoiceBus.Core.Audio;

/// <summary>
/// Reads the frames of an utterance while something else may finish first. A task is allocated per frame only while
/// there is something else. Not thread-safe.
/// </summary>
public sealed class FrameReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<AudioFrame> _frames;
    private Task<bool>? _pending;

    /// <summary>Begins to read.</summary>
    /// <param name="frames">Read to its end, or until disposal.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public FrameReader(IAsyncEnumerable<AudioFrame> frames, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _frames = frames.GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>Whether the last <see cref="WaitAsync"/> brought a frame; false at the end of the utterance.</summary>
    public bool HasFrame { get; private set; }

    /// <summary>The frame; the caller owns it.</summary>
    public AudioFrame Frame => _frames.Current;

    /// <summary>Waits for the next frame, for the end, or for the other task.</summary>
    /// <returns>False when the other task was first.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(Task? other)
    {
        if (other is { IsCompleted: true })
            return false;
        if (_pending is null && other is null)
        {
            HasFrame = await _frames.MoveNextAsync();
            return true;
        }
        _pending ??= _frames.MoveNextAsync().AsTask();
        if (other is not null && !_pending.IsCompleted && await Task.WhenAny(_pending, other) == other)
            return false;
        HasFrame = await TakePending();
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            // An enumerator must not be disposed while it moves; a frame that comes now has no other owner.
            if (_pending is not null && await TakePending())
                _frames.Current.Dispose();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            await _frames.DisposeAsync();
            _stop.Dispose();
        }
    }

    private Task<bool> TakePending()
    {
        var pending = _pending!;
        _pending = null;
        return pending;
    }
}
