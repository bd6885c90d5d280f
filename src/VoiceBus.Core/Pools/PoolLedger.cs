using System.Diagnostics.CodeAnalysis;

namespace VoiceBus.Core.Pools;

/// <summary>
/// Who has what: the only owner of a pool's counts, queue and idle instances. Decides, does nothing: making, checking and
/// disposing are the pool's. Every member takes the one lock for a moment; sizes are counted, never kept, so they cannot
/// drift: idle + leased + preparing ≤ max (after a smaller max was applied, as soon as leases return).
/// </summary>
internal sealed class PoolLedger<T>(bool checkOnBorrow, PoolOptions options, TimeProvider time, Action<Lease<T>> giveBack)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly List<PooledInstance<T>> _idle = [];
    private readonly LinkedList<PoolWaiter<T>> _waiters = [];
    private readonly HashSet<Lease<T>> _leases = [];
    private PoolOptions _options = options;
    private int _quarantined;
    private int _preparing;
    private bool _closed;

    private int InUse => _leases.Count - _quarantined;

    private int Size => _idle.Count + InUse + _preparing;

    /// <summary>An instance at once, or (false) a place in the queue.</summary>
    public bool TryEnter(
        string owner, [NotNullWhen(true)] out Lease<T>? lease, [NotNullWhen(false)] out LinkedListNode<PoolWaiter<T>>? place)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ProviderPool<T>));
            var free = !checkOnBorrow && _waiters.Count == 0 && _idle.Count > 0;
            lease = free ? Lend(TakeIdle(), owner) : null;
            place = free ? null : _waiters.AddLast(new PoolWaiter<T>(owner));
            return lease is not null;
        }
    }

    /// <summary>Leaves the queue; false when the waiter was settled before.</summary>
    public bool Leave(LinkedListNode<PoolWaiter<T>> place)
    {
        lock (_gate)
        {
            if (place.List is null)
                return false;
            _waiters.Remove(place);
            return true;
        }
    }

    /// <summary>Plans the next preparation a waiter needs: an idle instance to check, or (null) one to create.</summary>
    public bool TryPlan(out PooledInstance<T>? candidate)
    {
        lock (_gate)
        {
            candidate = null;
            if (_closed || _preparing >= _waiters.Count)
                return false;
            if (_idle.Count > 0)
                candidate = TakeIdle();
            else if (Size >= _options.MaxSize)
                return false;
            _preparing++;
            return true;
        }
    }

    /// <summary>Plans the creation of an instance missing to the minimum.</summary>
    public bool TryPlanRefill()
    {
        lock (_gate)
        {
            if (_closed || Size >= Math.Min(_options.MinSize, _options.MaxSize))
                return false;
            _preparing++;
            return true;
        }
    }

    /// <summary>Plans the check of an idle instance not checked since the given time.</summary>
    public bool TryPlanCheck(long since, [NotNullWhen(true)] out PooledInstance<T>? candidate)
    {
        lock (_gate)
        {
            candidate = _closed ? null : _idle.Find(instance => instance.CheckedAt < since);
            if (candidate is null)
                return false;
            _idle.Remove(candidate);
            _preparing++;
            return true;
        }
    }

    /// <summary>A planned instance is ready; false when it has to be retired.</summary>
    public bool Prepared(PooledInstance<T> instance)
    {
        lock (_gate)
        {
            _preparing--;
            instance.CheckedAt = time.GetTimestamp();
            return Place(instance);
        }
    }

    /// <summary>A planned instance did not come to be: the first waiter is told why, the next ones try again.</summary>
    public void PreparationFailed(Exception reason)
    {
        lock (_gate)
        {
            _preparing--;
            TakeWaiter()?.Refuse(reason);
        }
    }

    /// <summary>A checked instance did not pass; waiters go on waiting for another.</summary>
    public void CheckFailed()
    {
        lock (_gate)
            _preparing--;
    }

    /// <summary>A lease came back; false when its instance has to be retired.</summary>
    public bool Return(Lease<T> lease)
    {
        lock (_gate)
        {
            _leases.Remove(lease);
            if (lease.IsQuarantined)
            {
                _quarantined--;
                return false;
            }
            lease.Instance.UsedAt = time.GetTimestamp();
            return !lease.IsDiscarded && Place(lease.Instance);
        }
    }

    /// <summary>A lease is no longer counted; it is retired when it returns.</summary>
    public void Quarantine(Lease<T> lease)
    {
        lock (_gate)
        {
            if (lease.IsQuarantined || !_leases.Contains(lease))
                return;
            lease.IsQuarantined = true;
            _quarantined++;
        }
    }

    /// <summary>Sets aside what lay idle or lived too long, and leases held too long.</summary>
    public PoolSweep<T> Sweep()
    {
        lock (_gate)
        {
            var retired = new List<PooledInstance<T>>();
            for (var i = _idle.Count - 1; i >= 0; i--)
                if (IsOld(_idle[i]) || (Size > _options.MinSize && IsStale(_idle[i])) || Size > _options.MaxSize)
                {
                    retired.Add(_idle[i]);
                    _idle.RemoveAt(i);
                }
            return new PoolSweep<T>(retired, Quarantine());
        }
    }

    /// <summary>Replaces the bounds.</summary>
    public void Apply(PoolOptions options)
    {
        lock (_gate)
            _options = options;
    }

    /// <summary>Refuses waiters and everybody after; gives the instances to retire now. Leases are retired when they return.</summary>
    public List<PooledInstance<T>> Close()
    {
        lock (_gate)
        {
            _closed = true;
            List<PooledInstance<T>> retired = [.. _idle, .. _leases.Where(l => l.IsQuarantined).Select(l => l.Instance)];
            _idle.Clear();
            while (TakeWaiter() is { } waiter)
                waiter.Refuse(new ObjectDisposedException(nameof(ProviderPool<>)));
            return retired;
        }
    }

    /// <summary>The statistics now.</summary>
    public PoolSnapshot Snapshot(string name, DateTimeOffset? lastCheck)
    {
        lock (_gate)
        {
            IReadOnlyList<QuarantinedLease> quarantined = _quarantined == 0
                ? []
                : [.. _leases.Where(l => l.IsQuarantined).Select(l => new QuarantinedLease(l.Owner, time.GetElapsedTime(l.LeasedAt)))];
            return new PoolSnapshot(
                name, _options.MinSize, _options.MaxSize, Size, InUse, _waiters.Count, lastCheck, quarantined);
        }
    }

    private bool Place(PooledInstance<T> instance)
    {
        if (_closed || Size >= _options.MaxSize || IsOld(instance))
            return false;
        if (TakeWaiter() is { } waiter)
            waiter.Grant(Lend(instance, waiter.Owner));
        else
            _idle.Add(instance);
        return true;
    }

    private List<Lease<T>> Quarantine()
    {
        var late = new List<Lease<T>>();
        foreach (var lease in _leases)
            if (!lease.IsQuarantined && time.GetElapsedTime(lease.LeasedAt) > _options.LeaseTimeout)
                late.Add(lease);
        late.ForEach(static lease => lease.IsQuarantined = true);
        _quarantined += late.Count;
        return late;
    }

    private bool IsOld(PooledInstance<T> instance) => time.GetElapsedTime(instance.CreatedAt) > _options.MaxAge;

    private bool IsStale(PooledInstance<T> instance) => time.GetElapsedTime(instance.UsedAt) > _options.IdleTimeout;

    private Lease<T> Lend(PooledInstance<T> instance, string owner)
    {
        var lease = new Lease<T>(instance, owner, time.GetTimestamp(), giveBack);
        _leases.Add(lease);
        return lease;
    }

    // The last used first, so that instances not needed lie idle long enough to expire.
    private PooledInstance<T> TakeIdle()
    {
        var instance = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return instance;
    }

    private PoolWaiter<T>? TakeWaiter()
    {
        var first = _waiters.First;
        if (first is not null)
            _waiters.RemoveFirst();
        return first?.Value;
    }
}

/// <summary>What a sweep set aside.</summary>
internal sealed record PoolSweep<T>(List<PooledInstance<T>> Retired, List<Lease<T>> Quarantined)
    where T : class;
