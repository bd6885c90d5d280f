using VoiceBus.Core.Devices;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Vision;

/// <summary>
/// Who may send pictures: a device that brings its own token and is still known. Without the registry the token alone decides:
/// it was given to a device that had been let in. Thread-safe.
/// </summary>
internal sealed class VisionAccess(VisionTokens tokens, IDeviceStore devices, SessionManager sessions, RegistryTimeout timeout)
{
    private const string Unknown = "The device is not known any more; connect again.";

    // A token knows the second it was made in, the registry the millisecond.
    private static readonly TimeSpan _precision = TimeSpan.FromSeconds(1);

    /// <summary>Judges an upload.</summary>
    /// <param name="request">Its headers count.</param>
    /// <param name="deviceId">The header Device-Id, in lower case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong, or null.</returns>
    public async ValueTask<string?> RefuseAsync(HttpRequest request, string deviceId, CancellationToken cancellationToken)
    {
        var token = BearerToken.Of(request.Headers.Authorization.ToString());
        if (await tokens.RefuseAsync(token, deviceId, request.Headers["Client-Id"].ToString().Trim()) is { } reason)
            return reason;
        return await timeout.TryAsync(async limit => Refuse(await devices.FindAsync(deviceId, limit), deviceId, token), static () => null, cancellationToken);
    }

    private string? Refuse(DeviceRecord? device, string deviceId, string token) => device switch
    {
        // It may have connected while the registry was away.
        null => sessions.FindByDevice(deviceId) is null ? Unknown : null,
        { Enabled: false } => "The device is switched off.",
        // One that was removed and came back is another one.
        _ => VisionTokens.IssuedAt(token) + _precision < device.FirstSeen ? Unknown : null,
    };
}
