using System.Net;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// Spreads the WebSocket upgrades of an address: a house whose power comes back lets all its boards connect at once, and each
/// gets its turn. This machine and the configured proxies speak for many and are not counted. Thread-safe.
/// </summary>
/// <param name="limits">The limits in force now.</param>
/// <param name="proxies">The configured proxies.</param>
/// <param name="events">Notified of who waits in vain.</param>
/// <param name="time">The clock.</param>
internal sealed class UpgradeLimit(Func<LimitSettings> limits, TrustedProxies proxies, IEventSink events, TimeProvider time)
{
    private readonly TokenBuckets _left = new(time, TimeSpan.FromSeconds(1));

    /// <summary>Waits for a turn.</summary>
    /// <returns>False when it would be too long: answer 503.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<bool> EnterAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (ClientAddress.Of(context) is not { } address || IPAddress.IsLoopback(address) || proxies.Contains(address))
            return true;
        var (now, sender) = (limits(), ClientAddress.SenderOf(context));
        if (!_left.TryTake(sender, now.UpgradesPerSecond, TimeSpan.FromMilliseconds(now.UpgradeWaitMs), out var wait))
        {
            events.Emit(new LimitReached(
                LimitNames.Upgrades, sender, $"more than {now.UpgradesPerSecond} upgrades a second for longer than {now.UpgradeWaitMs} ms"));
            return false;
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return true;
    }
}
