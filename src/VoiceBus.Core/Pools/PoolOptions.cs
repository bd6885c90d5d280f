using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Pools;

/// <summary>The bounds of a provider pool. Immutable; replaced whole when the configuration changes.</summary>
public sealed record PoolOptions
{
    /// <summary>Instances kept ready.</summary>
    [Range(0, 10_000)]
    public int MinSize { get; init; } = 1;

    /// <summary>Instances at most: idle, leased and being created together.</summary>
    [Range(1, 10_000)]
    public int MaxSize { get; init; } = 16;

    /// <summary>How long an instance above <see cref="MinSize"/> may lie idle.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old an instance may grow before it is replaced at its next return.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long a lease may be held before it is quarantined: shown with owner and age.</summary>
    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long making or checking an instance may take.</summary>
    public TimeSpan CreateTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often idle instances are checked, expired and refilled.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);
}
