namespace VoiceBus.Device.Talk;

/// <summary>A deadline that moves on with every sign of life. Used by one task.</summary>
internal sealed class InactivityTimeout : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _notBefore;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenSource _linked;

    /// <param name="limit">How long silence may last.</param>
    /// <param name="notBefore">While the user speaks nobody owes an answer: counting starts after this.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">The caller's own end.</param>
    public InactivityTimeout(TimeSpan limit, TimeSpan notBefore, TimeProvider time, CancellationToken ct)
    {
        (_limit, _notBefore, _time) = (limit, notBefore, time);
        _start = time.GetTimestamp();
#pragma warning disable RS0030 // A program with one user: its own deadlines have no callbacks that throw.
        _source = new CancellationTokenSource(notBefore + limit, time);
#pragma warning restore RS0030
        _linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _source.Token);
    }

    public CancellationToken Token => _linked.Token;

    public bool RanOut => _source.IsCancellationRequested;

    public void Extend()
    {
        var owed = _notBefore - _time.GetElapsedTime(_start);
#pragma warning disable RS0030 // A program with one user: its own deadlines have no callbacks that throw.
        _source.CancelAfter((owed > TimeSpan.Zero ? owed : TimeSpan.Zero) + _limit);
#pragma warning restore RS0030
    }

    public void Dispose()
    {
        _linked.Dispose();
        _source.Dispose();
    }
}
