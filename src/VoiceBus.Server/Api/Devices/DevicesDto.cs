using VoiceBus.Server.Provisioning;

namespace VoiceBus.Server.Api.Devices;

/// <summary>Devices this server knows.</summary>
/// <param name="Devices">The one seen last first.</param>
/// <param name="Total">How many were found, those of other pages included.</param>
internal sealed record DevicesDto(IReadOnlyList<DeviceDto> Devices, int Total);

/// <summary>A device.</summary>
internal sealed record DeviceDto(
    string Id,
    string Name,
    string Board,
    string Firmware,
    string? ClientId,
    string? SerialNumber,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    bool Enabled,
    bool Activated,
    string? Persona,
    bool Connected,
    string? SessionId)
{
    /// <summary>Describes a device and the session it has open, if it has one.</summary>
    public static DeviceDto From(DeviceRecord device, string? sessionId) => new(
        device.Id, device.Name, device.Board, device.Firmware, device.ClientId, device.SerialNumber, device.FirstSeen,
        device.LastSeen, device.Enabled, device.Activated, device.Persona, sessionId is not null, sessionId);
}

/// <summary>Body of POST /api/devices/activate.</summary>
/// <param name="Code">The six digits a device shows.</param>
internal sealed record ActivateDto(string? Code);
