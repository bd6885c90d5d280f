using System.Threading.Tasks.Sources;

namespace VoiceBus.Core.Bus;

/// <summary>
/// A reusable wake-up for one waiter: waiting costs no allocation, however often. <see cref="Arm"/> and
/// <see cref="Disarm"/> are called under the gate of the stream it belongs to, <see cref="Fire"/> outside it.
/// </summary>
internal sealed class StreamSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _armed;

    /// <summary>Gives what the waiter awaits.</summary>
    public ValueTask Arm()
    {
        if (_armed)
            throw new InvalidOperationException("A stream has one reader and one writer at a time.");
        _armed = true;
        _core.Reset();
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Takes the duty to wake the waiter.</summary>
    /// <returns>Whether somebody waits; then the caller must <see cref="Fire"/>.</returns>
    public bool Disarm()
    {
        var armed = _armed;
        _armed = false;
        return armed;
    }

    /// <summary>Wakes the waiter; only after <see cref="Disarm"/> returned true.</summary>
    public void Fire() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
