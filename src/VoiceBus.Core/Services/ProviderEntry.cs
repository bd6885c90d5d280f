using Polly.CircuitBreaker;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
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
    private readonly IFactTeller _facts;
    private readonly ProviderBreaker _breaker;
    private readonly ProviderFigures _figures;
    private readonly ProviderPool<T> _pool;
    private readonly string _service;
    private long _restUntil;
    private long _lastProbe;
    private int _strays;

    /// <summary>Describes the provider.</summary>
    /// <param name="service">The service it belongs to.</param>
    /// <param name="name">Its configured name.</param>
    /// <param name="type">What kind of provider it is, as configured, such as "openai".</param>
    /// <param name="pool">Its instances; disposed with the entry.</param>
    /// <param name="breaker">When it is left alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="facts">Told what becomes of its calls.</param>
    public ProviderEntry(
        ServiceType service,
        string name,
        string type,
        ProviderPool<T> pool,
        BreakerOptions breaker,
        TimeProvider time,
        IFactTeller facts)
    {
        Service = service;
        Name = name;
        Type = type;
        _pool = pool;
        _time = time;
        _facts = facts;
        _service = service.ToString().ToLowerInvariant();
        _breaker = new ProviderBreaker(_service, name, breaker, time, facts);
        _figures = new ProviderFigures(time);
    }

    /// <summary>The service it belongs to.</summary>
    public ServiceType Service { get; }

    /// <summary>Its configured name.</summary>
    public string Name { get; }

    /// <summary>What kind of provider it is, as configured.</summary>
    public string Type { get; }

    /// <summary>Its figures now.</summary>
    public ProviderView GetView() => new(
        Name,
        Type,
        _breaker.State,
        _pool.Snapshot(),
        _figures.Snapshot(),
        RestLeft() is { } rest ? rest : null,
        Interlocked.Read(ref _lastProbe) is var probe && probe == 0 ? null : new DateTimeOffset(probe, TimeSpan.Zero),
        Volatile.Read(ref _strays));

    /// <summary>Replaces the pool's bounds live.</summary>
    public void Apply(PoolOptions options) => _pool.Apply(options);

    /// <summary>Closes the pool; leases out are finished and thrown away when they return.</summary>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    /// <summary>Notes that a probe has ended.</summary>
    internal void Probed() => Interlocked.Exchange(ref _lastProbe, _time.GetUtcNow().UtcTicks);

    /// <summary>Asks the provider through its breaker and its pool.</summary>
    /// <exception cref="ProviderException">It failed or was passed over.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    internal async Task<bool> RunAsync(ProviderAttempt attempt, ProviderWork<T> work)
    {
        if (RestLeft() is { } rest)
            throw Skip(attempt, "rate limited", FailureKind.RateLimited, rest);
        var entered = false;
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

    private async Task<bool> LeaseAndRunAsync(ProviderAttempt attempt, ProviderWork<T> work)
    {
        var from = _time.GetTimestamp();
        try
        {
            await using var lease = await _pool.LeaseAsync(attempt.Owner, attempt.LeaseDeadline, attempt.Token);
            attempt.AwaitReply();
            var answered = await UseAsync(lease, attempt, work);
            Served(attempt, _time.GetElapsedTime(from));
            return answered;
        }
        catch (Exception error)
        {
            throw Judge(error, attempt);
        }
    }

    private async Task<bool> UseAsync(Lease<T> lease, ProviderAttempt attempt, ProviderWork<T> work)
    {
        Task<bool>? run = null;
        try
        {
            run = work(lease.Value, attempt, attempt.Token);
            return await run.WaitAsync(attempt.Abandoned);
        }
        catch
        {
            lease.Discard();
            if (run is { IsCompleted: false })
            {
                _ = LeaveToItselfAsync(run);
                _facts.Tell(new ProviderAbandoned(_service, Name, attempt.Owner));
            }
            throw;
        }
    }

    private async Task LeaveToItselfAsync(Task run)
    {
        Interlocked.Increment(ref _strays);
        // Whatever comes of it has no hearer any more; awaiting observes it.
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _strays);
    }

    private void Served(ProviderAttempt attempt, TimeSpan whole)
    {
        _figures.Succeeded(attempt.Latency);
        _facts.Tell(new ProviderServed(
            _service, Name, attempt.Owner, attempt.Latency?.TotalMilliseconds, whole.TotalMilliseconds));
    }

    private Exception Judge(Exception error, ProviderAttempt attempt)
    {
        if (attempt.CallerLeft)
        {
            // Who leaves after the first reply has seen the provider work; before it there is no verdict.
            if (attempt.Latency is { } latency)
                _figures.Succeeded(latency);
            return error as OperationCanceledException ?? new OperationCanceledException(null, error, attempt.Token);
        }
        var failure = ProviderFailure.From(error, attempt);
        if (ProviderFailure.IsFault(failure))
            _figures.Failed($"{failure.Kind}: {failure.Message}");
        if (failure.RetryAfter is { } rest)
            Interlocked.Exchange(ref _restUntil, (_time.GetUtcNow() + rest).UtcTicks);
        _facts.Tell(new ProviderFailed(
            _service, Name, attempt.Owner, failure.Kind.ToString(), failure.Message, attempt.Latency is not null));
        return failure;
    }

    private ProviderException Skip(ProviderAttempt attempt, string reason, FailureKind kind, TimeSpan? rest)
    {
        attempt.IsPassedOver = true;
        _facts.Tell(new ProviderSkipped(_service, Name, attempt.Owner, reason));
        return new ProviderException(Service, Name, kind, true, $"Provider '{Name}' is passed over: {reason}.", rest);
    }

    private TimeSpan? RestLeft()
    {
        var left = Interlocked.Read(ref _restUntil) - _time.GetUtcNow().UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : null;
    }
}
