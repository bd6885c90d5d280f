using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>Decides what a board is told, and remembers that it asked. Thread-safe.</summary>
internal sealed class Provisioner(
    ProvisioningOptions options, PublicAddress address, FirmwareFolder firmware, DeviceRegistration registration, IEventSink events, TimeProvider time)
{
    /// <summary>Where firmware files are fetched.</summary>
    public const string FirmwarePath = "/api/ota/firmware/";

    private const string NoVersion = "0.0.0";

    /// <summary>Answers a board; one that said who it is is remembered, and given a token of its own.</summary>
    /// <returns>The answer; null when the registry is needed for it and cannot be read.</returns>
    public async Task<OtaAnswer?> AnswerAsync(HttpContext context, OtaRequest request, CancellationToken cancellationToken)
    {
        if (await registration.RegisterAsync(
            request, DeviceIdentity.AddressOf(context), address.Page(context, "/"), cancellationToken) is not { } registered)
            return null;
        var now = time.GetUtcNow();
        var (version, url) = Offer(context, request);
        if (request.DeviceId.Length > 0)
            events.Emit(new DeviceProvisioned(request.DeviceId, request.Board, request.Firmware, version));
        return new OtaAnswer
        {
            Timestamp = now.ToUnixTimeMilliseconds(),
            TimezoneOffset = (int)time.LocalTimeZone.GetUtcOffset(now).TotalMinutes,
            FirmwareVersion = version,
            FirmwareUrl = url,
            SocketUrl = address.Socket(context),
            // At once, also while it waits for its code: boards ask but at boot.
            Token = registered.Token,
            Activation = registered.Waiting,
            // Its credentials are the device's own: nobody gets them in its name who was not let in.
            Mqtt = registered.Waiting is null && request.DeviceId.Length > 0 ? MqttAnswer.For(options.Mqtt, request, DeviceIdentity.AddressOf(context)) : null,
            Message = options.Activation.Message,
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
}
