namespace VoiceBus.Core.Pools;

/// <summary>An instance and its life so far; times are <see cref="TimeProvider.GetTimestamp"/>. Guarded by the ledger.</summary>
internal sealed class PooledInstance<T>(T value, long createdAt)
    where T : class
{
    private int _retired;

    public T Value { get; } = value;

    public long CreatedAt { get; } = createdAt;

    public long UsedAt { get; set; } = createdAt;

    public long CheckedAt { get; set; } = createdAt;

    /// <summary>True for the one caller that has to dispose of the value.</summary>
    public bool TryRetire() => Interlocked.Exchange(ref _retired, 1) == 0;
}
