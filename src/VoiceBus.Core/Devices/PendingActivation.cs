namespace VoiceBus.Core.Devices;

/// <summary>A client that waits to be let in as a device.</summary>
/// <param name="DeviceId">In lower case.</param>
/// <param name="ClientId">Empty when it sends none.</param>
/// <param name="Code">Six digits the device shows.</param>
/// <param name="Challenge">What a device with a serial number signs.</param>
/// <param name="Address">Where it asked from last, or null.</param>
/// <param name="Until">When the code is not good any more, UTC.</param>
public sealed record PendingActivation(string DeviceId, string ClientId, string Code, string Challenge, string? Address, DateTimeOffset Until);
