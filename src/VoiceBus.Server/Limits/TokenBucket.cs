namespace VoiceBus.Server.Limits;

/// <summary>
/// A token bucket in one number: how many may come at once and in a span of time. Not thread-safe. Full at first, and whenever
/// nothing was taken for a whole span; a change of the rate counts from the next token on.
/// </summary>
internal struct TokenBucket
{
    private TimeSpan _fullAt;

    /// <summary>Whether nothing is missing, so that it may be forgotten.</summary>
    /// <param name="now">Time on any clock that only goes forward, the same at each call.</param>
    public readonly bool IsFull(TimeSpan now) => _fullAt <= now;

    /// <summary>Whether a token is there now.</summary>
    /// <param name="now">See <see cref="IsFull"/>.</param>
    /// <param name="tokens">Tokens of a full bucket; 1 or more.</param>
    /// <param name="span">Time in which as many come.</param>
    public readonly bool HasToken(TimeSpan now, int tokens, TimeSpan span) => After(now, tokens, span) - now <= span;

    /// <summary>Takes a token that is there, or will be soon enough.</summary>
    /// <param name="now">See <see cref="IsFull"/>.</param>
    /// <param name="tokens">Tokens of a full bucket; 1 or more.</param>
    /// <param name="span">Time in which as many come.</param>
    /// <param name="patience">How long the taker can wait for it.</param>
    /// <param name="wait">How long it has to; zero when it was there.</param>
    /// <returns>False when it would be too long; then nothing is taken.</returns>
    public bool TryTake(TimeSpan now, int tokens, TimeSpan span, TimeSpan patience, out TimeSpan wait)
    {
        var after = After(now, tokens, span);
        wait = after - now - span;
        if (wait > patience)
            return false;
        _fullAt = after;
        if (wait < TimeSpan.Zero)
            wait = TimeSpan.Zero;
        return true;
    }

    // When it would be full again if one more were taken now.
    private readonly TimeSpan After(TimeSpan now, int tokens, TimeSpan span) => (_fullAt > now ? _fullAt : now) + (span / tokens);
}
