using Polly.CircuitBreaker;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Services;

/// <summary>
/// One configured provider of a service: its pool, its circuit breaker and what became of its recent calls. Owns the pool.
/// Thread-safe.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
public sealed class ProviderEntry<T> : IAsyncDisposable
    where T : class
{
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly ProviderBreaker _breaker;
    private readonly ProviderStatistics _statistics;
    private readonly ProviderPool<T> _pool;
    private readonly string _service;
    private long _cooldownUntil;
    private long _lastProbe;
    private int _abandoned;

    /// <summary>Describes the provider.</summary>
    /// <param name="service">The service it belongs to.</param>
    /// <param name="name">Its configured name.</param>
    /// <param name="type">What kind of provider it is, as configured, as its descriptor names it.</param>
    /// <param name="pool">Its instances; disposed with the entry.</param>
    /// <param name="breaker">When it is left alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="events">Notified of what becomes of its calls.</param>
    public ProviderEntry(
        ServiceType service,
        string name,
        string type,
        ProviderPool<T> pool,
        BreakerOptions breaker,
        TimeProvider time,
        IEventSink events)
    {
        Service = service;
        Name = name;
        Type = type;
        _pool = pool;
        _time = time;
        _events = events;
        _service = service.ToName();
        _breaker = new ProviderBreaker(_service, name, breaker, time, events);
        _statistics = new ProviderStatistics(time);
    }

    /// <summary>The service it belongs to.</summary>
    public ServiceType Service { get; }

    /// <summary>Its configured name.</summary>
    public string Name { get; }

    /// <summary>What kind of provider it is, as configured.</summary>
    public string Type { get; }

    /// <summary>Its statistics now.</summary>
    public ProviderView GetView() => new(
        Name,
        Type,
        _breaker.State,
        _pool.Snapshot(),
        _statistics.Snapshot(),
        RetryAfterRemaining() is { } rest ? rest : null,
        Interlocked.Read(ref _lastProbe) is var probe && probe == 0 ? null : new DateTimeOffset(probe, TimeSpan.Zero),
        Volatile.Read(ref _abandoned));

    /// <summary>Replaces the pool's bounds live.</summary>
    public void Apply(PoolOptions options) => _pool.Apply(options);

    /// <summary>Closes the pool; leases out are finished and thrown away when they return.</summary>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    /// <summary>Notes that a probe has ended.</summary>
    internal void Probed() => Interlocked.Exchange(ref _lastProbe, _time.GetUtcNow().UtcTicks);

    /// <summary>Asks the provider through its breaker and its pool.</summary>
    /// <exception cref="ProviderException">It failed or was passed over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    internal async Task<bool> RunAsync(ProviderAttempt attempt, ProviderWork<T> work)
    {
        if (RetryAfterRemaining() is { } rest)
            throw Skip(attempt, "rate limited", FailureKind.RateLimited, rest);
        var entered = false;
        using var span = BusTrace.StartAttempt(GenAi.OperationOf(_service), Name, Type);
        attempt.Trace = span;
        try
        {
            return await _breaker.RunAsync(() =>
            {
                entered = true;
                return LeaseAndRunAsync(attempt, work);
            });
        }
        catch (BrokenCircuitException) when (!entered)
        {
            throw Skip(attempt, "circuit open", FailureKind.Unavailable, null);
        }
    }

    /// <summary>The time within which the given share of its recent first replies came; null while too few are known.</summary>
    internal TimeSpan? FirstReplyWithin(double percentile) => _statistics.FirstReplyWithin(percentile);

    private async Task<bool> LeaseAndRunAsync(ProviderAttempt attempt, ProviderWork<T> work)
    {
        try
        {
            var lease = await _pool.LeaseAsync(attempt.Owner, attempt.LeaseDeadline, attempt.Token);
            attempt.Leased();
            var answered = await UseAsync(lease, attempt, work);
            if (answered)
                _statistics.Succeeded(attempt.Latency);
            Tell(attempt, answered ? AttemptOutcomes.Ok : AttemptOutcomes.Declined, null, null);
            return answered;
        }
        catch (Exception error)
        {
            throw Classify(error, attempt);
        }
    }

    private async Task<bool> UseAsync(Lease<T> lease, ProviderAttempt attempt, ProviderWork<T> work)
    {
        Task<bool>? run = null;
        try
        {
            run = work(lease.Value, attempt, attempt.Token);
            var answered = await run.WaitAsync(attempt.Abandoned);
            await lease.DisposeAsync();
            return answered;
        }
        catch
        {
            lease.Discard();
            if (run is { IsCompleted: false })
                Abandon(run, lease, attempt);
            else
                await lease.DisposeAsync();
            throw;
        }
    }

    // An instance is not disposed under a provider that is still at work in it; its place is free all the same.
    private void Abandon(Task<bool> run, Lease<T> lease, ProviderAttempt attempt)
    {
        Interlocked.Increment(ref _abandoned);
        _pool.Quarantine(lease);
        _ = BackgroundTask.Observe(ReturnLateAsync(run, lease), new ExceptionGuard(_events, $"{_service} provider", attempt.Owner));
        _events.Emit(new ProviderAbandoned(_service, Name, attempt.Owner));
    }

    private async Task ReturnLateAsync(Task run, Lease<T> lease)
    {
        // Whatever comes of it has no hearer any more; awaiting observes it.
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await lease.DisposeAsync();
        Interlocked.Decrement(ref _abandoned);
    }

    private Exception Classify(Exception error, ProviderAttempt attempt)
    {
        if (attempt.CallerCancelled || attempt.IsHedgeLoser)
            return Unjudged(error, attempt);
        var failure = ProviderFailure.From(error, attempt);
        if (ProviderFailure.IsFault(failure))
            _statistics.Failed($"{failure.Kind}: {failure.Message}");
        if (failure.RetryAfter is { } rest)
            Interlocked.Exchange(ref _cooldownUntil, (_time.GetUtcNow() + rest).UtcTicks);
        Tell(attempt, attempt.Describe(AttemptOutcomes.Failed, failure.Kind.ToString(), failure.Message) with { Text = failure.Detail });
        return failure;
    }

    private OperationCanceledException Unjudged(Exception error, ProviderAttempt attempt)
    {
        // Who leaves after the first reply has seen the provider work; before it there is no verdict, but one who was too
        // slow took at least so long: leaving that out would make the slow look fast.
        if (attempt.Latency is { } latency)
            _statistics.Succeeded(latency);
        else if (attempt.IsHedgeLoser)
            _statistics.TookLongerThan(attempt.SinceAsked);
        Tell(attempt, attempt.IsHedgeLoser ? AttemptOutcomes.HedgeLost : AttemptOutcomes.Cancelled, null, null);
        return error as OperationCanceledException ?? new OperationCanceledException(null, error, attempt.Token);
    }

    private ProviderException Skip(ProviderAttempt attempt, string reason, FailureKind kind, TimeSpan? rest)
    {
        attempt.IsSkipped = true;
        Tell(attempt, AttemptOutcomes.Skipped, null, reason);
        return new ProviderException(Service, Name, kind, true, $"Provider '{Name}' is passed over: {reason}.", rest);
    }

    private void Tell(ProviderAttempt attempt, string outcome, string? kind, string? error) =>
        Tell(attempt, attempt.Describe(outcome, kind, error));

    private void Tell(ProviderAttempt attempt, ProviderAttempted attempted)
    {
        var told = attempted with { Type = Type };
        GenAi.Describe(attempt.Trace, told);
        _events.Emit(told);
    }

    private TimeSpan? RetryAfterRemaining()
    {
        var left = Interlocked.Read(ref _cooldownUntil) - _time.GetUtcNow().UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : null;
    }
}
