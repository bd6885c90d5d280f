namespace VoiceBus.Core.Pools;

/// <summary>The statistics of a pool at one moment. JSON: snake_case.</summary>
/// <param name="Name">The pool's name.</param>
/// <param name="MinSize">Instances kept ready.</param>
/// <param name="MaxSize">Instances at most.</param>
/// <param name="CurrentSize">Idle + leased + being created.</param>
/// <param name="InUse">Leased now.</param>
/// <param name="Waiting">Tenants waiting for a lease.</param>
/// <param name="LastCheck">When the idle instances were last checked, or null.</param>
/// <param name="Quarantined">Leases held for too long.</param>
public sealed record PoolSnapshot(
    string Name,
    int MinSize,
    int MaxSize,
    int CurrentSize,
    int InUse,
    int Waiting,
    DateTimeOffset? LastCheck,
    IReadOnlyList<QuarantinedLease> Quarantined);

/// <summary>A lease held for longer than <see cref="PoolOptions.LeaseTimeout"/>.</summary>
public sealed record QuarantinedLease(string Owner, TimeSpan Age);
