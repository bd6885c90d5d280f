namespace VoiceBus.Core.Pools;

/// <summary>
/// The use of one pooled instance by one tenant. Disposing gives it back; only the first disposal counts. Thread-safe.
/// </summary>
/// <typeparam name="T">What is pooled.</typeparam>
public sealed class Lease<T> : IAsyncDisposable
    where T : class
{
    private readonly Action<Lease<T>> _giveBack;
    private int _returned;
    private volatile bool _discarded;

    internal Lease(PooledInstance<T> instance, string owner, long leasedAt, Action<Lease<T>> giveBack)
    {
        Instance = instance;
        Owner = owner;
        LeasedAt = leasedAt;
        _giveBack = giveBack;
    }

    /// <summary>The instance.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public T Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _returned) != 0, this);
            return Instance.Value;
        }
    }

    /// <summary>The tenant: a session id, or "probe".</summary>
    public string Owner { get; }

    internal PooledInstance<T> Instance { get; }

    internal long LeasedAt { get; }

    internal bool IsDiscarded => _discarded;

    /// <summary>Held for too long: no longer counted by the pool. Guarded by the ledger.</summary>
    internal bool IsQuarantined { get; set; }

    /// <summary>The instance failed or was left mid-stream: it is thrown away instead of being lent again.</summary>
    public void Discard() => _discarded = true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
            _giveBack(this);
        return ValueTask.CompletedTask;
    }
}
