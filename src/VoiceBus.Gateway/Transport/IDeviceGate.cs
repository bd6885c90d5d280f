using VoiceBus.Core.Devices;

namespace VoiceBus.Gateway.Transport;

/// <summary>Who may connect. Thread-safe.</summary>
public interface IDeviceGate
{
    /// <summary>Judges who stands before the door, and remembers and binds who is let in. Asked once, before the upgrade.</summary>
    /// <returns>Whether it may connect, and what is known of it.</returns>
    ValueTask<DeviceAdmission> AdmitAsync(DeviceIdentity identity, CancellationToken cancellationToken);

    /// <summary>Asked once more when the session is open: who was switched off meanwhile had no session that could be closed.</summary>
    /// <returns>Why the device must leave, or null when it may stay.</returns>
    ValueTask<string?> RecheckAsync(DeviceIdentity identity, CancellationToken cancellationToken);
}

/// <summary>What became of a device before the door.</summary>
/// <param name="Refusal">Why it may not connect, or null when it may.</param>
/// <param name="Device">What is known of it; null when it said no id or the registry cannot be read.</param>
public readonly record struct DeviceAdmission(DeviceRefusal? Refusal, DeviceRecord? Device = null);

/// <summary>Why a device is not let in.</summary>
/// <param name="Status">The HTTP status: 401, or 503 when it is not the device's fault.</param>
/// <param name="Reason">What is wrong and what would be right, in one sentence.</param>
public sealed record DeviceRefusal(int Status, string Reason)
{
    /// <summary>
    /// Whether the credential is none of this server's: who tries many of them guesses. A device that is not activated yet, or
    /// brings an old token, does not.
    /// </summary>
    public bool IsWrongCredential { get; init; }
}
