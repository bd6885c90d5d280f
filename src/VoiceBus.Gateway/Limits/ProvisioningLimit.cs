using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// Bounds how often a device asks where to connect. Counted by device and address: what others ask under a device's name costs
/// the device nothing. Thread-safe.
/// </summary>
/// <param name="limits">The limits in force now.</param>
/// <param name="events">Notified of who is refused.</param>
/// <param name="time">The clock.</param>
internal sealed class ProvisioningLimit(Func<LimitSettings> limits, IEventSink events, TimeProvider time)
{
    private readonly TokenBuckets _left = new(time, TimeSpan.FromMinutes(1));

    /// <summary>Whether the device may ask now.</summary>
    /// <returns>False: answer 429.</returns>
    public bool TryEnter(HttpContext context, string deviceId)
    {
        var most = limits().OtaPerMinute;
        if (_left.TryTake($"{ClientAddress.SenderOf(context)} {deviceId}", most))
            return true;
        events.Emit(new LimitReached(LimitNames.Provisioning, deviceId, $"more than {most} provisioning requests in a minute"));
        return false;
    }
}
