using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>
/// One try of one provider at one call: its deadlines, its latency, and whether another provider may still take over. One
/// timer for all its deadlines, the grace included. Thread-safe.
/// </summary>
public sealed class ProviderAttempt : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ServiceDeadlines _deadlines;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenRegistration _callerLeaving;
    private readonly ITimer _timer;
    private readonly long _wholeFrom;
    private TimeSpan? _latency;
    private long _askedAt;
    private bool _stopping;
    private bool _over;

    internal ProviderAttempt(
        ServiceType service,
        string provider,
        string owner,
        ServiceDeadlines deadlines,
        long wholeFrom,
        TimeProvider time,
        CancellationToken caller)
    {
        Service = service;
        Provider = provider;
        Owner = owner;
        _deadlines = deadlines;
        _wholeFrom = wholeFrom;
        _time = time;
        _caller = caller;
        _timer = time.CreateTimer(
            static attempt => ((ProviderAttempt)attempt!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(_deadlines.Whole);
        _callerLeaving = caller.UnsafeRegister(static attempt => ((ProviderAttempt)attempt!).Stop(), this);
    }

    /// <summary>The provider's configured name.</summary>
    public string Provider { get; }

    /// <summary>Time to the first useful reply, or null before it.</summary>
    public TimeSpan? Latency
    {
        get
        {
            lock (_gate)
                return _latency;
        }
    }

    internal ServiceType Service { get; }

    internal string Owner { get; }

    internal TimeSpan LeaseDeadline => _deadlines.Lease;

    /// <summary>Cancelled when the caller leaves or a deadline passes.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Cancelled when, the grace after <see cref="Token"/>, the attempt is still not over.</summary>
    internal CancellationToken Abandoned => _abandon.Token;

    internal bool CallerLeft => _caller.IsCancellationRequested;

    /// <summary>Whether what was said or done so far cannot be repeated by another provider.</summary>
    internal bool IsCommitted { get; private set; }

    /// <summary>The provider was not even asked.</summary>
    internal bool IsPassedOver { get; set; }

    /// <summary>When the provider was asked, as a timestamp.</summary>
    internal long AskedAt => Volatile.Read(ref _askedAt);

    /// <summary>The provider has nothing to reply to yet: no deadline but that of the whole call.</summary>
    public void AwaitInput() => Arm(_deadlines.Whole);

    /// <summary>From now on the provider owes its first useful reply.</summary>
    public void AwaitReply()
    {
        Volatile.Write(ref _askedAt, _time.GetTimestamp());
        if (Latency is null)
            Arm(_deadlines.FirstReply);
    }

    /// <summary>What follows must not be repeated by another provider.</summary>
    public void Commit() => IsCommitted = true;

    /// <summary>A useful reply is about to leave; the first one counts.</summary>
    public void Replied()
    {
        IsCommitted = true;
        lock (_gate)
        {
            if (_latency is not null)
                return;
            _latency = _time.GetElapsedTime(AskedAt);
        }
        Arm(_deadlines.Whole);
    }

    /// <summary>The provider answered, but not what it should have.</summary>
    internal ProviderException BadResponse(string message) =>
        new(Service, Provider, FailureKind.BadResponse, true, message);

    /// <summary>Stops the clock. The tokens stay usable for a provider that was left to itself.</summary>
    public void Dispose()
    {
        lock (_gate)
            _over = true;
        _callerLeaving.Dispose();
        _timer.Dispose();
    }

    private void Arm(TimeSpan due)
    {
        lock (_gate)
        {
            if (_stopping || _over)
                return;
            var left = _deadlines.Whole - _time.GetElapsedTime(_wholeFrom);
            var next = due < left ? due : left;
            _timer.Change(next > TimeSpan.Zero ? next : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        bool late;
        lock (_gate)
            late = _stopping;
        if (late)
            _abandon.Cancel();
        else
            Stop();
    }

    private void Stop()
    {
        lock (_gate)
        {
            if (_stopping || _over)
                return;
            _stopping = true;
            _timer.Change(_deadlines.Grace, Timeout.InfiniteTimeSpan);
        }
        _stop.Cancel();
    }
}
