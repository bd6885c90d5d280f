using VoiceBus.Core.Facts;
using VoiceBus.Server.Transport;

namespace VoiceBus.Server.Provisioning;

/// <summary>Decides what a board is told, and remembers that it asked. Thread-safe.</summary>
internal sealed class Provisioner(
    ProvisioningOptions options,
    TransportOptions transport,
    PublicAddress address,
    FirmwareFolder firmware,
    IDeviceStore devices,
    Activation activation,
    IFactTeller facts,
    TimeProvider time)
{
    /// <summary>Where firmware files are fetched.</summary>
    public const string FirmwarePath = "/api/ota/firmware/";

    private const string NoVersion = "0.0.0";

    private readonly TimeZoneInfo _zone = options.TimeZone is { } name
        ? TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone : throw new FormatException($"Provisioning:TimeZone '{name}' is not a time zone; use an IANA name such as Asia/Shanghai.")
        : time.LocalTimeZone;

    /// <summary>Answers a board; one that said who it is is remembered.</summary>
    public async Task<OtaAnswer> AnswerAsync(HttpContext context, OtaRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var device = request.DeviceId.Length == 0 ? null : await devices.UpdateAsync(
            request.DeviceId, known => Merge(known, request, now), cancellationToken);
        var waiting = device is null ? null : activation.Ask(device);
        var (version, url) = Offer(context, request);
        if (device is not null)
            facts.Tell(new DeviceProvisioned(device.Id, device.Board, device.Firmware, version));
        return new OtaAnswer
        {
            Timestamp = now.ToUnixTimeMilliseconds(),
            TimezoneOffset = (int)_zone.GetUtcOffset(now).TotalMinutes,
            FirmwareVersion = version,
            FirmwareUrl = url,
            SocketUrl = address.Socket(context),
            // Who may not connect yet, or was never told apart, gets no key.
            Token = waiting is null && device is { Enabled: true } ? transport.DeviceToken ?? "" : "",
            Activation = waiting,
        };
    }

    // The board's own version, or a newer one of the folder: an empty or older one would do nothing, "v1" would crash it.
    private (string Version, string Url) Offer(HttpContext context, OtaRequest request)
    {
        var own = FirmwareVersion.TryParse(request.Firmware, out var parsed) ? parsed : null;
        if (own is not null && firmware.Newest(request.Board) is { } newest && newest.Version.CompareTo(own) > 0)
            return (newest.Version.ToString(), address.Page(context, FirmwarePath + Uri.EscapeDataString(newest.FileName)));
        return (own?.ToString() ?? NoVersion, "");
    }

    private static DeviceRecord Merge(DeviceRecord? known, OtaRequest request, DateTimeOffset now)
    {
        var device = known ?? new DeviceRecord { Id = request.DeviceId, FirstSeen = now, LastSeen = now };
        return device with
        {
            ClientId = request.ClientId ?? device.ClientId,
            SerialNumber = request.SerialNumber ?? device.SerialNumber,
            Name = device.Name.Length > 0 ? device.Name : request.Name,
            Board = request.Board.Length > 0 ? request.Board : device.Board,
            Firmware = request.Firmware.Length > 0 ? request.Firmware : device.Firmware,
            LastSeen = now,
        };
    }
}
