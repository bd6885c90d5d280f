namespace VoiceBus.Gateway.Limits;

/// <summary>
/// A token bucket: how many may come at once and in a span of time. Not thread-safe. Full at first; a change of the rate counts
/// from the next look at it on.
/// </summary>
internal struct TokenBucket
{
    // A token that comes now must not be missed by a rounding.
    private const double Almost = 1e-6;

    private double _missing;
    private TimeSpan _at;

    /// <summary>Whether nothing is missing, so that it may be forgotten.</summary>
    /// <param name="now">Time on any clock that only goes forward, the same at each call.</param>
    /// <param name="tokens">Tokens of a full bucket; 1 or more.</param>
    /// <param name="span">Time in which as many come.</param>
    public readonly bool IsFull(TimeSpan now, int tokens, TimeSpan span) => Missing(now, tokens, span) <= Almost;

    /// <summary>Whether a token is there now; parameters as of <see cref="IsFull"/>.</summary>
    public readonly bool HasToken(TimeSpan now, int tokens, TimeSpan span) => Missing(now, tokens, span) + 1 <= tokens + Almost;

    /// <summary>Takes a token that is there, or will be soon enough.</summary>
    /// <param name="now">See <see cref="IsFull"/>.</param>
    /// <param name="tokens">See <see cref="IsFull"/>.</param>
    /// <param name="span">See <see cref="IsFull"/>.</param>
    /// <param name="timeout">How long the taker can wait for it.</param>
    /// <param name="wait">How long it has to; zero when it was there.</param>
    /// <returns>False when it would be too long; then nothing is taken.</returns>
    public bool TryTake(TimeSpan now, int tokens, TimeSpan span, TimeSpan timeout, out TimeSpan wait)
    {
        var missing = Missing(now, tokens, span) + 1;
        wait = missing <= tokens + Almost ? TimeSpan.Zero : span * ((missing - tokens) / tokens);
        if (wait > timeout)
            return false;
        (_missing, _at) = (missing, now);
        return true;
    }

    private readonly double Missing(TimeSpan now, int tokens, TimeSpan span) => Math.Max(0, _missing - ((now - _at) / span * tokens));
}
