using System.Diagnostics;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

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
    private readonly ProviderCaller _caller;
    private readonly CancellationToken _callerCancelled;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenRegistration _callerCancelling;
    private readonly ExceptionGuard _guard;
    private readonly ITimer _timer;
    private readonly CallClock _clock;
    private readonly FirstReply? _race;
    private readonly TimeSpan _started;
    private readonly long _startedAt;
    private readonly int _number;
    private TimeSpan? _latency;
    private TimeSpan? _leaseWait;
    private long _askedAt;
    private long _heldFrom;
    private long _busyFrom;
    private bool _owesReply;
    private bool _stopping;
    private bool _over;

    internal ProviderAttempt(
        ServiceType service,
        string provider,
        ProviderCaller caller,
        ServiceDeadlines deadlines,
        CallClock clock,
        FirstReply? race,
        TimeProvider time,
        IEventSink events,
        CancellationToken callerCancelled)
    {
        Service = service;
        Provider = provider;
        _caller = caller;
        _deadlines = deadlines;
        _clock = clock;
        _race = race;
        _time = time;
        _callerCancelled = callerCancelled;
        _number = clock.NextAttempt();
        _started = clock.SinceOpened;
        _startedAt = time.GetTimestamp();
        _guard = new ExceptionGuard(events, $"{service.ToName()} provider", caller.SessionId, caller.CallId);
        _timer = time.CreateGuardedTimer(
            static attempt => attempt.OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, _guard);
        Arm(_deadlines.Whole);
        _callerCancelling = callerCancelled.RegisterGuarded(static attempt => attempt.Stop(), this, _guard);
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

    /// <summary>From the start of the try to the lease of an instance, or null before it.</summary>
    internal TimeSpan? LeaseWait => _leaseWait;

    internal ServiceType Service { get; }

    internal string ServiceName => Service.ToName();

    internal string Owner => _caller.SessionId;

    internal TimeSpan LeaseDeadline => _deadlines.Lease;

    /// <summary>Cancelled when the caller cancels, a deadline passes or another provider was faster.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>Cancelled when, the grace after <see cref="Token"/>, the attempt is still not over.</summary>
    internal CancellationToken Abandoned => _abandon.Token;

    internal bool CallerCancelled => _callerCancelled.IsCancellationRequested;

    /// <summary>The language model that is asked, as its vendor names it; null where that is not known.</summary>
    internal string? Model { get; set; }

    /// <summary>The span of the try; null when nobody listens. Whoever started it ends it.</summary>
    internal Activity? Trace { get; set; }

    /// <summary>What the language model counted; null where it does not say.</summary>
    internal UsageDetails? Usage { get; set; }

    /// <summary>Whether what was done so far cannot be repeated by another provider.</summary>
    internal bool IsNonRetryable { get; private set; }

    /// <summary>Whether the whole answer has left.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Another provider was faster.</summary>
    internal bool IsHedgeLoser { get; private set; }

    /// <summary>The provider was not even asked.</summary>
    internal bool IsSkipped { get; set; }

    /// <summary>How long the provider has been busy with its first reply.</summary>
    internal TimeSpan SinceAsked => _time.GetElapsedTime(Volatile.Read(ref _askedAt));

    /// <summary>
    /// The provider has nothing to reply to until <see cref="AwaitReply"/>, but it owes to take its input: it may be busy with
    /// a piece of it (at first with nothing) for no longer than a stall.
    /// </summary>
    public void AwaitInput()
    {
        lock (_gate)
            _owesReply = false;
        BusyFrom(_time.GetTimestamp());
    }

    /// <summary>The provider was given a piece of its input.</summary>
    public void InputGiven() => BusyFrom(_time.GetTimestamp());

    /// <summary>The provider came back for more of its input, which the caller may be long in giving.</summary>
    public void InputWanted() => BusyFrom(0);

    /// <summary>From now on the provider owes its first useful reply.</summary>
    public void AwaitReply()
    {
        lock (_gate)
        {
            Volatile.Write(ref _askedAt, _time.GetTimestamp());
            _owesReply = true;
            ArmUntilReply();
        }
    }

    /// <summary>From now on the provider owes the next piece of a reply that has begun.</summary>
    public void ExpectNext()
    {
        lock (_gate)
        {
            if (_latency is null)
                return;
            if (_heldFrom != 0)
                _clock.Held(_time.GetElapsedTime(_heldFrom));
            _heldFrom = 0;
        }
        Arm(_deadlines.Stall);
    }

    /// <summary>The caller exerts back-pressure: no deadline runs until <see cref="ExpectNext"/>.</summary>
    public void PauseForConsumer()
    {
        lock (_gate)
        {
            if (_stopping || _over)
                return;
            _heldFrom = _time.GetTimestamp();
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What follows must not be repeated by another provider.</summary>
    public void MarkNonRetryable() => IsNonRetryable = true;

    /// <summary>The whole answer has left: whatever the provider does now is counted, but the call is answered.</summary>
    public void Complete() => IsComplete = true;

    /// <summary>A useful reply is about to leave; the first one counts.</summary>
    /// <exception cref="OperationCanceledException">Another provider has replied before; nothing may leave.</exception>
    public void Replied()
    {
        if (_race?.TryWin(this) == false)
        {
            CancelAsHedgeLoser();
            throw new OperationCanceledException("Another provider replied first.", Token);
        }
        lock (_gate)
        {
            if (_latency is not null)
                return;
            _latency = _time.GetElapsedTime(Volatile.Read(ref _askedAt));
        }
        Arm(_deadlines.Whole);
    }

    /// <summary>Another provider was faster: stop.</summary>
    internal void CancelAsHedgeLoser()
    {
        IsHedgeLoser = true;
        Stop();
    }

    /// <summary>An instance was leased.</summary>
    internal void Leased()
    {
        _leaseWait = _time.GetElapsedTime(_startedAt);
        AwaitReply();
    }

    /// <summary>The provider answered, but not what it should have.</summary>
    internal ProviderException BadResponse(string message) =>
        new(Service, Provider, FailureKind.BadResponse, true, message);

    /// <summary>The one event about this try.</summary>
    internal ProviderAttempted Describe(string outcome, string? kind, string? error)
    {
        var total = _time.GetElapsedTime(_startedAt);
        return new ProviderAttempted(
            ServiceName,
            Provider,
            _caller.SessionId,
            _caller.TurnId,
            _caller.CallId,
            _number,
            _started.TotalMilliseconds,
            (_leaseWait ?? total).TotalMilliseconds,
            Latency?.TotalMilliseconds,
            total.TotalMilliseconds,
            outcome,
            kind,
            error)
        {
            Model = Model,
            InputTokens = Usage?.InputTokenCount,
            OutputTokens = Usage?.OutputTokenCount,
        };
    }

    /// <summary>Stops the clock. The tokens stay usable for a provider that was left to itself.</summary>
    public void Dispose()
    {
        lock (_gate)
            _over = true;
        _callerCancelling.Dispose();
        _timer.Dispose();
    }

    private void BusyFrom(long from)
    {
        lock (_gate)
        {
            _busyFrom = from;
            ArmUntilReply();
        }
    }

    /// <summary>Whichever comes first: the first reply is due, or the input is not taken.</summary>
    private void ArmUntilReply()
    {
        if (_latency is not null)
            return;
        var due = _owesReply ? _deadlines.FirstReply - _time.GetElapsedTime(_askedAt) : _deadlines.Whole;
        if (_busyFrom != 0 && _deadlines.Stall - _time.GetElapsedTime(_busyFrom) is var stall && stall < due)
            due = stall;
        Arm(due);
    }

    private void Arm(TimeSpan due)
    {
        lock (_gate)
        {
            if (_stopping || _over)
                return;
            var left = _clock.Left;
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
            _ = _abandon.CancelGuardedAsync(_guard);
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
        // Not on this thread: what a vendor's callbacks do or throw is not the timer's, nor the caller's.
        _ = _stop.CancelGuardedAsync(_guard);
    }
}
