namespace VoiceBus.Core.Devices;

/// <summary>Codes that devices of one process show. Thread-safe.</summary>
public sealed class InMemoryActivations(TimeProvider time) : IActivationStore
{
    private readonly Lock _gate = new();
    private readonly List<PendingActivation> _pending = [];

    /// <inheritdoc/>
    public Task<(PendingActivation Pending, bool IsNew)> AskAsync(string deviceId, string clientId, string? address, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Waiting().Find(one => one.DeviceId == deviceId && one.ClientId == clientId) is { } known)
                return Task.FromResult((known, false));
            if (_pending.Count == PendingActivation.Max)
                _pending.RemoveAt(0);
            PendingActivation made;
            do
                made = PendingActivation.New(deviceId, clientId, address, time.GetUtcNow());
            while (_pending.Exists(one => one.Code == made.Code));
            _pending.Add(made);
            return Task.FromResult((made, true));
        }
    }

    /// <inheritdoc/>
    public Task<PendingActivation?> FindAsync(string deviceId, string clientId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(Waiting().Find(one => one.DeviceId == deviceId && one.ClientId == clientId));
    }

    /// <inheritdoc/>
    public Task<PendingActivation?> FindAsync(string code, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(Waiting().Find(one => one.Code == code));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PendingActivation>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<PendingActivation>>([.. Waiting()]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PendingActivation>> ListAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<PendingActivation>>(Waiting().FindAll(one => one.DeviceId == deviceId));
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(PendingActivation pending, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_pending.RemoveAll(one =>
                one.DeviceId == pending.DeviceId && one.ClientId == pending.ClientId && one.Code == pending.Code) > 0);
    }

    /// <inheritdoc/>
    public Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
            _pending.RemoveAll(one => one.DeviceId == deviceId);
        return Task.CompletedTask;
    }

    // Oldest first: all live equally long.
    private List<PendingActivation> Waiting()
    {
        _pending.RemoveAll(one => one.Until <= time.GetUtcNow());
        return _pending;
    }
}
