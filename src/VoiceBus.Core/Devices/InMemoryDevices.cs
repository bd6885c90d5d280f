namespace VoiceBus.Core.Devices;

/// <summary>
/// Devices of a process that keeps nothing. Bounded: the ones nobody decided about go first, the longest unseen of them. Thread-safe.
/// </summary>
public sealed class InMemoryDevices(DeviceStoreOptions options) : IDeviceStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceRecord> _devices = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<DeviceRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_devices.GetValueOrDefault(id.ToLowerInvariant()));
    }

    /// <inheritdoc/>
    public ValueTask<DeviceRecord> UpdateAsync(string id, Func<DeviceRecord?, DeviceRecord> change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var key = id.ToLowerInvariant();
            var device = change(_devices.GetValueOrDefault(key));
            _devices[key] = device with { Id = device.Id.ToLowerInvariant() };
            if (_devices.Count > options.MaxDevices)
                _devices.Remove(Oldest(key));
            return ValueTask.FromResult(device);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_devices.Remove(id.ToLowerInvariant()));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeviceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<DeviceRecord>>(
                [.. _devices.Values.OrderByDescending(static device => device.LastSeen).ThenBy(static device => device.Id, StringComparer.Ordinal)]);
    }

    private string Oldest(string newest) => _devices
        .Where(entry => entry.Key != newest)
        .OrderBy(static entry => entry.Value is { Enabled: true, Activated: false, Persona: null } ? 0 : 1)
        .ThenBy(static entry => entry.Value.LastSeen)
        .First().Key;
}
