namespace VoiceBus.Core.Pools;

/// <summary>No instance became free before the deadline.</summary>
public sealed class PoolExhaustedException : Exception
{
    /// <summary>Describes the pool.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="waited">The deadline that passed.</param>
    public PoolExhaustedException(string pool, TimeSpan waited)
        : base($"No instance of pool '{pool}' became free within {waited.TotalSeconds:0.###} s.") => Pool = pool;

    /// <summary>The pool's name.</summary>
    public string Pool { get; }
}
