using VoiceBus.Device.Mcp;

namespace VoiceBus.Device.Doctor;

/// <summary>Looks whether the place a device is told to send pictures to can be reached and knows its own token.</summary>
internal static class VisionCheck
{
    private const string Fix = "The address in initialize leads nowhere from here: set VOICEBUS_PUBLIC_URL, and pass X-Forwarded-Proto, -Host and -Port through a proxy.";

    /// <summary>Asks the place what it is, then sends something that is no picture: it must be refused as that, not as a stranger's.</summary>
    /// <param name="where">What the server said; null when it said nothing.</param>
    /// <param name="http">The line.</param>
    /// <param name="device">The device that was told.</param>
    /// <param name="ct">The deadline: give one.</param>
    public static async Task<Finding> RunAsync(DeviceVision? where, HttpClient http, DeviceClientOptions device, CancellationToken ct)
    {
        if (where is null)
            return Finding.Warn("vision", "the server tells devices nowhere to send pictures", "Upgrade the server, or look whether a proxy changes its messages.");
        try
        {
            using var asked = await http.GetAsync(where.Url, ct);
            if ((int)asked.StatusCode != 200)
                return Finding.Bad("vision", $"{where.Url} answered {(int)asked.StatusCode}", "A proxy does not pass /api/vision on.");
            var camera = new DeviceCamera(http, "no picture"u8.ToArray(), device.DeviceId, device.ClientId);
            using var refused = await camera.PostAsync(where, "Is anybody there?", ct);
            return (int)refused.StatusCode switch
            {
                415 when (await asked.Content.ReadAsStringAsync(ct)).Contains("VOICEBUS_VISION_MODEL", StringComparison.Ordinal) =>
                    Finding.Good("vision", $"{where.Url} answers; no model that sees is set up, which is fine without a camera (VOICEBUS_VISION_MODEL)"),
                415 => Finding.Good("vision", $"{where.Url} answers and knows the device"),
                401 => Finding.Bad("vision", $"{where.Url} refuses the token the device was given", "Several gateways behind one address need the same VOICEBUS_VISION_SECRET; a proxy must pass Authorization and Device-Id on."),
                var status => Finding.Bad("vision", $"{where.Url} answered {status} to an upload", "A proxy changes uploads, or another program listens there."),
            };
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or DeviceException)
        {
            return Finding.Bad("vision", $"{where.Url} does not answer ({unreachable.Message})", Fix);
        }
    }
}
