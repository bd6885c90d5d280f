using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Devices;

/// <summary>The personas of the devices in the registry. Thread-safe; throws what the registry throws.</summary>
public sealed class DevicePersonas(IDeviceStore devices, TimeProvider time) : IDevicePersonas
{
    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string deviceId, CancellationToken cancellationToken) =>
        (await devices.FindAsync(deviceId, cancellationToken))?.Persona;

    /// <inheritdoc/>
    public async ValueTask AssignAsync(string deviceId, string? persona, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await devices.UpdateAsync(
            deviceId, known => (known ?? new DeviceRecord { Id = deviceId, FirstSeen = now, LastSeen = now }) with { Persona = persona }, cancellationToken);
    }
}
