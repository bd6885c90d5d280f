namespace VoiceBus.Core.Devices;

/// <summary>Where devices are remembered. Thread-safe.</summary>
public interface IDeviceStore
{
    /// <summary>Finds a device by its id, whatever the case; null when it is not known.</summary>
    ValueTask<DeviceRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes a device in one step; the change may be applied more than once to newer versions of the record.</summary>
    /// <param name="id">The device.</param>
    /// <param name="change">Makes the new record of the present one, or of null for a device not known yet. Pure.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record as it is now.</returns>
    ValueTask<DeviceRecord> UpdateAsync(string id, Func<DeviceRecord?, DeviceRecord> change, CancellationToken cancellationToken);

    /// <summary>Forgets a device.</summary>
    /// <returns>False when it was not known.</returns>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>All devices, the one seen last first.</summary>
    ValueTask<IReadOnlyList<DeviceRecord>> ListAsync(CancellationToken cancellationToken);
}
