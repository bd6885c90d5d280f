namespace VoiceBus.Server.Provisioning;

/// <summary>Remembers devices until the process ends. Bounded: anybody may ask for provisioning. Thread-safe.</summary>
/// <param name="maxDevices">Devices remembered at most.</param>
public sealed class InMemoryDeviceStore(int maxDevices) : IDeviceStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceRecord> _devices = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<DeviceRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new ValueTask<DeviceRecord?>(_devices.GetValueOrDefault(id));
    }

    /// <inheritdoc/>
    public ValueTask<DeviceRecord> UpdateAsync(string id, Func<DeviceRecord?, DeviceRecord> change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var known = _devices.TryGetValue(id, out var present);
            if (!known && _devices.Count >= maxDevices)
                Forget();
            return new ValueTask<DeviceRecord>(_devices[id] = change(present));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new ValueTask<bool>(_devices.Remove(id));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeviceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return new ValueTask<IReadOnlyList<DeviceRecord>>([.. _devices.Values.OrderByDescending(static device => device.LastSeen)]);
    }

    // What somebody decided about a device is worth more than that it called.
    private void Forget()
    {
        var oldest = _devices.Values.OrderBy(static device => device is { Enabled: true, Activated: false } ? 0 : 1)
            .ThenBy(static device => device.LastSeen).First();
        _devices.Remove(oldest.Id);
    }
}
