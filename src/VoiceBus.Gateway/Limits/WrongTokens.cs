using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// Counts wrong tokens by the address they came from, so that nobody tries many: whoever judges a token asks first, and tells
/// of each wrong one. Thread-safe.
/// </summary>
/// <param name="limits">The limits in force now.</param>
/// <param name="events">Notified of who is refused.</param>
/// <param name="time">The clock.</param>
public sealed class WrongTokens(Func<LimitSettings> limits, IEventSink events, TimeProvider time)
{
    private readonly TokenBuckets _left = new(time, TimeSpan.FromMinutes(1));

    /// <summary>Whether the address sent too many wrong tokens, so that no token of it is looked at now: answer 429.</summary>
    public bool IsRefused(HttpContext context)
    {
        var most = limits().WrongTokensPerMinute;
        var sender = ClientAddress.SenderOf(context);
        if (_left.HasToken(sender, most))
            return false;
        events.Emit(new LimitReached(LimitNames.WrongTokens, sender, $"more than {most} wrong tokens in a minute"));
        return true;
    }

    /// <summary>A token of the request was wrong; call it once a request, and not where none was sent.</summary>
    public void Count(HttpContext context) => _left.TryTake(ClientAddress.SenderOf(context), limits().WrongTokensPerMinute);
}
