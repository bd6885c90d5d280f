namespace VoiceBus.Core.Devices;

/// <summary>Bounds of the store of devices.</summary>
/// <param name="MaxDevices">Devices kept at most: anybody may ask for provisioning.</param>
public sealed record DeviceStoreOptions(int MaxDevices);
