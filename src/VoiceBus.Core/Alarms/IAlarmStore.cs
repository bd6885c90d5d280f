namespace VoiceBus.Core.Alarms;

/// <summary>Where timers, alarms and announcements of devices are kept, shared by all gateways. Thread-safe; throws what the driver throws.</summary>
public interface IAlarmStore
{
    /// <summary>Those of a device, the next one first.</summary>
    Task<IReadOnlyList<DeviceAlarm>> ListAsync(string deviceId, CancellationToken cancellationToken);

    /// <summary>Adds one.</summary>
    Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken);

    /// <summary>Moves one that repeats to its next time, unless it was moved or removed meanwhile.</summary>
    /// <param name="alarm">As it was read.</param>
    /// <param name="next">When it rings next, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it was.</returns>
    Task<bool> MoveAsync(DeviceAlarm alarm, DateTimeOffset next, CancellationToken cancellationToken);

    /// <summary>Removes one.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> RemoveAsync(string deviceId, string id, CancellationToken cancellationToken);

    /// <summary>Removes all of a device.</summary>
    Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken);
}
