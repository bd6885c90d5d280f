namespace VoiceBus.Core.Alarms;

/// <summary>Timers and alarms of a process that keeps nothing. Thread-safe.</summary>
public sealed class InMemoryAlarms : IAlarmStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceAlarm> _alarms = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceAlarm>> ListAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<DeviceAlarm>>(
                [.. _alarms.Values.Where(alarm => IsOf(alarm, deviceId)).OrderBy(static alarm => alarm.RingsAt).ThenBy(static alarm => alarm.Id, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken)
    {
        lock (_gate)
            _alarms[alarm.Id] = alarm;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> MoveAsync(DeviceAlarm alarm, DateTimeOffset next, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_alarms.TryGetValue(alarm.Id, out var known) || known.RingsAt != alarm.RingsAt)
                return Task.FromResult(false);
            _alarms[alarm.Id] = known with { RingsAt = next };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string deviceId, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_alarms.TryGetValue(id, out var known) && IsOf(known, deviceId) && _alarms.Remove(id));
    }

    /// <inheritdoc/>
    public Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken)
    {
        lock (_gate)
            foreach (var alarm in _alarms.Values.Where(alarm => IsOf(alarm, deviceId)).ToArray())
                _alarms.Remove(alarm.Id);
        return Task.CompletedTask;
    }

    private static bool IsOf(DeviceAlarm alarm, string deviceId) => alarm.DeviceId.Equals(deviceId, StringComparison.OrdinalIgnoreCase);
}
