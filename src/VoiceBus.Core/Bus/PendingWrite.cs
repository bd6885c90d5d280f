using System.Threading.Tasks.Sources;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The one write of a stream that waits for room, reused for every wait so that waiting costs no allocation.
/// <see cref="Arm"/> and <see cref="TryTake"/> are called under the stream's gate, the rest outside it.
/// </summary>
/// <param name="cancel">Gives the waiting item up, for the writer's token was cancelled.</param>
/// <param name="refuse">What the writer is notified when its item was not taken; null to say nothing.</param>
public sealed class PendingWrite<T>(Action cancel, Func<StreamWrite, Exception?> refuse) : IValueTaskSource, ICancellationCallback
{
    private ManualResetValueTaskSourceCore<StreamWrite> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _wake;
    private CancellationToken _token;
    private T? _item;
    private bool _armed;

    /// <summary>Whether an item waits.</summary>
    public bool IsArmed => _armed;

    /// <summary>Keeps the item until there is room.</summary>
    public void Arm(T item)
    {
        _core.Reset();
        _item = item;
        _armed = true;
    }

    /// <summary>Takes the item, if one waits; then the caller must <see cref="Fire"/>.</summary>
    public bool TryTake(out T item)
    {
        item = _item!;
        _item = default;
        var armed = _armed;
        _armed = false;
        return armed;
    }

    /// <summary>What the writer awaits.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _token = cancellationToken;
        // Registered after arming: a token cancelled in between finds the item here.
        _wake = cancellationToken.RegisterGuarded(this);
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Lets the writer go on; only after its item was taken.</summary>
    public void Fire(StreamWrite result) => _core.SetResult(result);

    void ICancellationCallback.Cancelled() => cancel();

    // Whoever cancels goes on; the writer is told.
    void ICancellationCallback.Failed(Exception exception) => _core.SetException(exception);

    void IValueTaskSource.GetResult(short token)
    {
        // Gone before the next wait begins, so that a late callback cannot cancel that one.
        _wake.Dispose();
        var result = _core.GetResult(token);
        if (result == StreamWrite.Cancelled)
            throw new OperationCanceledException(_token);
        if (result != StreamWrite.Taken && refuse(result) is { } refusal)
            throw refusal;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
