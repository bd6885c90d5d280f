namespace VoiceBus.Core.Listening;

/// <summary>The newest samples heard, in a ring of fixed size that exists once something was heard; not thread-safe.</summary>
internal sealed class PreRoll(int capacity)
{
    private short[] _ring = [];
    private int _head;

    /// <summary>Samples held.</summary>
    public int Count { get; private set; }

    /// <summary>Adds samples; the oldest give way.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        if (_ring.Length == 0)
            _ring = new short[capacity];
        foreach (var sample in samples[Math.Max(0, samples.Length - _ring.Length)..])
        {
            _ring[(_head + Count) % _ring.Length] = sample;
            if (Count == _ring.Length)
                _head = (_head + 1) % _ring.Length;
            else
                Count++;
        }
    }

    /// <summary>Takes the oldest samples out, as many as fit.</summary>
    /// <returns>How many were taken.</returns>
    public int Take(Span<short> destination)
    {
        var taken = Math.Min(destination.Length, Count);
        if (taken == 0)
            return 0;
        for (var i = 0; i < taken; i++)
            destination[i] = _ring[(_head + i) % _ring.Length];
        _head = (_head + taken) % _ring.Length;
        Count -= taken;
        return taken;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _head = Count = 0;
}
