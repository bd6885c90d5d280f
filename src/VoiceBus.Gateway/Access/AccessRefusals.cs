using System.Collections.Concurrent;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Tells who was refused and why: every refusal counts, and of each kind one event a second is told, which says how many it
/// stands for. Thread-safe; never waits.
/// </summary>
public sealed class AccessRefusals(IEventSink events, TimeProvider time)
{
    private const int MaxDetail = 200;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>Counts a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">token, wrong_token, read_only, host, origin, sign_in or events.</param>
    /// <param name="detail">What was refused and which setting would let it in; what a stranger wrote is made printable.</param>
    public void Tell(HttpContext context, string kind, string detail)
    {
        if (_tallies.GetOrAdd(kind, static _ => new Tally()).Count(time.GetTimestamp(), time) is { } refused)
            events.Emit(new AccessRefused(kind, ClientAddress.TextOf(context), Printable(detail), refused));
    }

    private static string Printable(string text) => string.Concat(
        text.Take(MaxDetail).Select(static letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private long? _told;
        private long _waiting;

        public long? Count(long now, TimeProvider time)
        {
            lock (_gate)
            {
                _waiting++;
                if (_told is { } before && time.GetElapsedTime(before, now) < _pause)
                    return null;
                (_told, var refused) = (now, _waiting);
                _waiting = 0;
                return refused;
            }
        }
    }
}
