using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Pools;

/// <summary>
/// Lends instances that are expensive to create, one tenant at a time. Tenants wait in the order they came. Instances are made,
/// checked and disposed outside any lock; filling to <see cref="PoolOptions.MinSize"/> starts at once. One timer per pool,
/// none per lease (only a tenant that has to wait carries its deadline). Thread-safe.
/// </summary>
/// <typeparam name="T">What is pooled; disposed when it is <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>.</typeparam>
public sealed class ProviderPool<T> : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan _closeTimeout = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly Func<CancellationToken, Task<T>> _create;
    private readonly Func<T, CancellationToken, ValueTask<bool>>? _validate;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly PoolLedger<T> _ledger;
    private readonly PoolWork _work;
    private readonly ExceptionGuard _guard;
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _timer;
    private PoolOptions _options;
    private long _lastCheck; // Ticks of UTC, 0 before the first: a nullable time is more than one write.
    private int _checking;

    /// <summary>Opens the pool and starts to fill it.</summary>
    /// <param name="name">Shown in snapshots and events.</param>
    /// <param name="create">Makes an instance; runs on the thread pool, so it may also block.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="events">Notified of failures, quarantine and exhaustion.</param>
    /// <param name="validate">Whether an idle instance is still good; asked on borrow and at each periodic check.</param>
    public ProviderPool(
        string name,
        Func<CancellationToken, Task<T>> create,
        PoolOptions options,
        TimeProvider time,
        IEventSink events,
        Func<T, CancellationToken, ValueTask<bool>>? validate = null)
    {
        _name = name;
        _create = create;
        _validate = validate;
        _time = time;
        _events = events;
        _options = options;
        _guard = new ExceptionGuard(events, "provider pool");
        _work = new PoolWork(_guard);
        _ledger = new PoolLedger<T>(validate is not null, options, time, GiveBack);
        _timer = time.CreateGuardedTimer(
            static pool => pool.StartCheck(), this, options.CheckInterval, options.CheckInterval, _guard);
        Pump();
    }

    /// <summary>Borrows an instance, in turn.</summary>
    /// <param name="owner">Who asks; shown when the lease is never returned.</param>
    /// <param name="deadline">How long to wait for an instance.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <returns>To be disposed exactly once.</returns>
    /// <exception cref="PoolExhaustedException">The deadline passed.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    /// <remarks>When making the instance failed, that exception is thrown as it is.</remarks>
    public async ValueTask<Lease<T>> LeaseAsync(string owner, TimeSpan deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ledger.TryEnter(owner, out var free, out var place))
            return free;
        Pump();
        try
        {
            return await place.Value.Task.WaitAsync(deadline, _time, cancellationToken);
        }
        catch (Exception left) when (left is TimeoutException or OperationCanceledException)
        {
            return await LeaveAsync(place, deadline, cancellationToken);
        }
    }

    /// <summary>The statistics now.</summary>
    public PoolSnapshot Snapshot() => _ledger.Snapshot(
        _name, Volatile.Read(ref _lastCheck) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null);

    /// <summary>Replaces the bounds live: leases above a smaller maximum are thrown away as they return.</summary>
    public void Apply(PoolOptions options)
    {
        _options = options;
        _ledger.Apply(options);
        _timer.Change(options.CheckInterval, options.CheckInterval);
        Clean();
        Pump();
    }

    /// <summary>
    /// Closes the pool: waiters are refused, idle instances disposed, leased ones when they return. Waits at most 5 s for
    /// creations and disposals under way.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        foreach (var instance in _ledger.Close())
            Retire(instance);
        await _closing.CancelGuardedAsync(_guard);
        await _work.WaitAsync(_closeTimeout, _time);
    }

    /// <summary>The periodic check: expire, quarantine, check what lies idle, refill.</summary>
    internal async Task CheckAsync()
    {
        if (Interlocked.Exchange(ref _checking, 1) != 0)
            return;
        try
        {
            Clean();
            var since = _time.GetTimestamp();
            while (_validate is not null && _ledger.TryPlanCheck(since, out var candidate))
                await ExamineAsync(candidate);
            Volatile.Write(ref _lastCheck, _time.GetUtcNow().UtcTicks);
            Pump();
        }
        finally
        {
            Volatile.Write(ref _checking, 0);
        }
    }

    /// <summary>
    /// Its holder will not come back in time: the lease's place is free at once; the instance is thrown away when the lease
    /// is disposed after all.
    /// </summary>
    internal void Quarantine(Lease<T> lease)
    {
        _ledger.Quarantine(lease);
        Pump();
    }

    private void StartCheck() => _work.Add(CheckAsync());

    // A waiter whose deadline passed in the instant it was settled still has to take what it was given.
    private async ValueTask<Lease<T>> LeaveAsync(
        LinkedListNode<PoolWaiter<T>> place, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (!_ledger.Leave(place))
        {
            var lease = await place.Value.Task;
            if (!cancellationToken.IsCancellationRequested)
                return lease;
            await lease.DisposeAsync();
        }
        cancellationToken.ThrowIfCancellationRequested();
        _events.Emit(new PoolExhausted(_name, place.Value.Owner, deadline.TotalMilliseconds, _options.MaxSize));
        throw new PoolExhaustedException(_name, deadline);
    }

    private void GiveBack(Lease<T> lease)
    {
        if (!_ledger.Return(lease))
            Retire(lease.Instance);
        Pump();
    }

    private void Pump()
    {
        Serve();
        Refill();
    }

    private void Serve()
    {
        while (_ledger.TryPlan(out var candidate))
            _work.Add(candidate is null ? CreateAsync() : ExamineAsync(candidate));
    }

    private void Refill()
    {
        while (_ledger.TryPlanRefill())
            _work.Add(CreateAsync());
    }

    private void Clean()
    {
        var sweep = _ledger.Sweep();
        sweep.Retired.ForEach(Retire);
        foreach (var lease in sweep.Quarantined)
            _events.Emit(new LeaseQuarantined(_name, lease.Owner, _time.GetElapsedTime(lease.LeasedAt).TotalSeconds));
    }

    private async Task CreateAsync()
    {
        var failed = false;
        try
        {
            var value = await CreateInTimeAsync();
            var instance = new PooledInstance<T>(value, _time.GetTimestamp());
            if (!_ledger.Prepared(instance))
                Retire(instance);
        }
        catch (Exception reason)
        {
            failed = true;
            _ledger.PreparationFailed(reason);
            if (!_closing.IsCancellationRequested)
                _events.Emit(new InstanceFailed(_name, "create", reason.Message));
        }
        Serve();
        // A failed refill is repeated by the next check, not at once.
        if (!failed)
            Refill();
    }

    private async Task<T> CreateInTimeAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        var creation = BackgroundTask.Start(() => _create(stop.Token));
        try
        {
            return await creation.WaitAsync(_options.CreateTimeout, _time, _closing.Token);
        }
        catch
        {
            // Also when it succeeded in the very instant it was given up.
            _work.Add(DisposeLateAsync(creation));
            await stop.CancelGuardedAsync(_guard);
            throw;
        }
    }

    private async Task ExamineAsync(PooledInstance<T> instance)
    {
        if (await PassesAsync(instance))
        {
            if (!_ledger.Prepared(instance))
                Retire(instance);
        }
        else
        {
            _ledger.CheckFailed();
            Retire(instance);
        }
        Pump();
    }

    private async Task<bool> PassesAsync(PooledInstance<T> instance)
    {
        if (_validate is null)
            return true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        try
        {
            var check = _validate(instance.Value, stop.Token);
            return check.IsCompletedSuccessfully
                ? check.Result
                : await check.AsTask().WaitAsync(_options.CreateTimeout, _time, _closing.Token);
        }
        catch (Exception reason)
        {
            await stop.CancelGuardedAsync(_guard);
            _events.Emit(new InstanceFailed(_name, "check", reason.Message));
            return false;
        }
    }

    private void Retire(PooledInstance<T> instance)
    {
        if (instance.TryRetire())
            _work.Add(DisposeValueAsync(instance.Value));
    }

    private async Task DisposeLateAsync(Task<T> creation)
    {
        try
        {
            await DisposeValueAsync(await creation);
        }
        catch (Exception)
        {
            // The failure was told when its deadline passed; nothing came to be.
        }
    }

    private async Task DisposeValueAsync(T value)
    {
        try
        {
            if (value is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (value as IDisposable)?.Dispose();
        }
        catch (Exception reason)
        {
            _events.Emit(new InstanceFailed(_name, "dispose", reason.Message));
        }
    }
}
