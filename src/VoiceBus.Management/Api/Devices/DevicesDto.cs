using VoiceBus.Core.Devices;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Management.Api.Devices;

/// <summary>Devices this server knows.</summary>
/// <param name="Devices">The one seen last first.</param>
/// <param name="Total">How many were found, those of other pages included.</param>
internal sealed record DevicesDto(IReadOnlyList<DeviceDto> Devices, int Total);

/// <summary>A device.</summary>
/// <param name="Id">In lower case.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Board">The board's type.</param>
/// <param name="Firmware">The firmware's version.</param>
/// <param name="ClientId">The beginning of the client id sent last: all of it is as good as a key.</param>
/// <param name="SerialNumber">Or null.</param>
/// <param name="FirstSeen">UTC.</param>
/// <param name="LastSeen">UTC.</param>
/// <param name="Enabled">Whether it may connect.</param>
/// <param name="Activated">Whether it was let in by its code, or was known before there were codes.</param>
/// <param name="Persona">Or null for the usual one.</param>
/// <param name="Connected">Whether it is connected to this node.</param>
/// <param name="SessionId">Its session on this node, or null.</param>
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
    /// <summary>Whether it is heard while it speaks, its echo being cancelled at the device; null leaves that to its hello.</summary>
    public bool? ListenWhileSpeaking { get; init; }

    /// <summary>The address it asked or connected from last, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The beginning of the client id it belongs to; null when it belongs to none yet.</summary>
    public string? BoundClientId { get; init; }

    /// <summary>The clients that wait to be let in as this device, each with the code it shows.</summary>
    public IReadOnlyList<WaitingClientDto> Waiting { get; init; } = [];

    /// <summary>Describes a device and the session it has open, if it has one.</summary>
    public static DeviceDto From(DeviceRecord device, string? sessionId, IEnumerable<PendingActivation> waiting) => new(
        device.Id, device.Name, device.Board, device.Firmware, DeviceIds.Shown(device.ClientId), device.SerialNumber, device.FirstSeen,
        device.LastSeen, device.Enabled, device.Activated, device.Persona, sessionId is not null, sessionId)
    {
        ListenWhileSpeaking = device.ListenWhileSpeaking,
        Address = device.Address,
        BoundClientId = DeviceIds.Shown(device.BoundClientId),
        Waiting = [.. waiting.Select(static client => new WaitingClientDto(DeviceIds.Shown(client.ClientId)!, client.Code, client.Address, client.Until))],
    };
}

/// <summary>A client that waits to be let in as a device.</summary>
/// <param name="ClientId">The beginning of its client id; empty when it sends none.</param>
/// <param name="Code">The six digits it shows: typed, they let it in and nobody else under this id any more.</param>
/// <param name="Address">Where it asked from, or null.</param>
/// <param name="Until">How long the code is good, UTC.</param>
internal sealed record WaitingClientDto(string ClientId, string Code, string? Address, DateTimeOffset Until);

/// <summary>Body of POST /api/devices/activate.</summary>
/// <param name="Code">The six digits a device shows.</param>
internal sealed record ActivateDto(string? Code);
