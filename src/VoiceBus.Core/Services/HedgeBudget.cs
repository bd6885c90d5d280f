namespace VoiceBus.Core.Services;

/// <summary>
/// Caps the load of second calls: every call puts a fraction of a token in, a second call takes a whole one. Measured in
/// calls and not in time, so that the cap holds at any load. Thread-safe.
/// </summary>
internal sealed class HedgeBudget
{
    /// <summary>Second calls that may be saved up.</summary>
    public const double Capacity = 10;

    private readonly Lock _gate = new();
    private double _tokens = 1;

    /// <summary>A call was made.</summary>
    public void Earn(double share)
    {
        lock (_gate)
            _tokens = Math.Min(Capacity, _tokens + share);
    }

    /// <summary>Whether a second call may be made now; takes its token.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            // A hair of tolerance: ten tenths are one.
            if (_tokens < 1 - 1e-9)
                return false;
            _tokens -= 1;
            return true;
        }
    }
}
