namespace VoiceBus.Gateway.Limits;

/// <summary>
/// A token bucket for each sender, by name. Thread-safe; never waits. Holds only senders of which a token is missing, and a
/// bounded number of them: of more it forgets all, so that names that a sender makes up cost nobody memory.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="span">Time in which as many tokens come as a full bucket has.</param>
/// <param name="capacity">Senders remembered at most.</param>
internal sealed class TokenBuckets(TimeProvider time, TimeSpan span, int capacity = 100_000)
{
    private const int FirstSweep = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);
    private readonly long _madeAt = time.GetTimestamp();
    private int _sweepAt = FirstSweep;

    /// <summary>Senders remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _buckets.Count;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_madeAt);

    /// <summary>Whether the sender has a token left.</summary>
    public bool HasToken(string sender, int tokens)
    {
        lock (_gate)
            return !_buckets.TryGetValue(sender, out var bucket) || bucket.HasToken(Now, tokens, span);
    }

    /// <summary>Takes a token of the sender's; false when none is there.</summary>
    public bool TryTake(string sender, int tokens) => TryTake(sender, tokens, TimeSpan.Zero, out _);

    /// <summary>Takes a token of the sender's that is there, or will be within its patience; see <see cref="TokenBucket.TryTake"/>.</summary>
    public bool TryTake(string sender, int tokens, TimeSpan timeout, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = Now;
            var bucket = _buckets.GetValueOrDefault(sender);
            var taken = bucket.TryTake(now, tokens, span, timeout, out wait);
            if (taken)
                _buckets[sender] = bucket;
            if (_buckets.Count >= _sweepAt)
                Sweep(now, tokens);
            return taken;
        }
    }

    private void Sweep(TimeSpan now, int tokens)
    {
        foreach (var (sender, bucket) in _buckets)
            if (bucket.IsFull(now, tokens, span))
                _buckets.Remove(sender);
        if (_buckets.Count >= capacity)
            _buckets.Clear();
        _sweepAt = Math.Min(capacity, Math.Max(FirstSweep, _buckets.Count * 2));
    }
}
