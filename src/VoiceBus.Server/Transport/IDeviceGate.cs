namespace VoiceBus.Server.Transport;

/// <summary>Who may connect. Thread-safe.</summary>
internal interface IDeviceGate
{
    /// <summary>Asked before the upgrade and once more when the session is open.</summary>
    /// <returns>Why the device may not connect, or null when it may.</returns>
    ValueTask<string?> RefuseAsync(DeviceIdentity identity, CancellationToken cancellationToken);

    /// <summary>Remembers that a device was let in.</summary>
    ValueTask WelcomeAsync(DeviceIdentity identity, CancellationToken cancellationToken);
}
