namespace VoiceBus.Server.Transport;

/// <summary>Who may connect. Thread-safe.</summary>
internal interface IDeviceGate
{
    /// <summary>Asked before the upgrade; a device let in counts as seen.</summary>
    /// <returns>Why the device may not connect, or null when it may.</returns>
    ValueTask<string?> RefuseAsync(DeviceIdentity identity, CancellationToken cancellationToken);
}
