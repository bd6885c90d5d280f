using VoiceBus.Core.Bus;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Services;

/// <summary>The state of a provider's circuit breaker.</summary>
public enum CircuitStatus
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Left alone.</summary>
    Open,

    /// <summary>One call tries whether it works again.</summary>
    HalfOpen,
}

/// <summary>A provider at one moment.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Type">What kind of provider it is, as configured.</param>
/// <param name="Circuit">Its circuit breaker.</param>
/// <param name="Pool">Its instances.</param>
/// <param name="Figures">What became of its recent calls.</param>
/// <param name="RetryAfterRemaining">For how long it asked to be left alone, or null.</param>
/// <param name="LastProbe">When it was last probed, or null.</param>
/// <param name="Strays">Calls left to themselves because they ignored their cancellation, still running.</param>
public sealed record ProviderView(
    string Name,
    string Type,
    CircuitStatus Circuit,
    PoolSnapshot Pool,
    StatisticsSnapshot Figures,
    TimeSpan? RetryAfterRemaining,
    DateTimeOffset? LastProbe,
    int Strays);

/// <summary>A service at one moment.</summary>
/// <param name="Service">The service.</param>
/// <param name="Enabled">False when it is switched off by configuration.</param>
/// <param name="Providers">In the order they are asked.</param>
public sealed record ServiceView(ServiceType Service, bool Enabled, IReadOnlyList<ProviderView> Providers)
{
    /// <summary>No split.</summary>
    internal static IReadOnlySet<string> NoSplit { get; } = new HashSet<string>();

    /// <summary>The names of those that sessions are split over; empty when every session asks in the same order.</summary>
    public IReadOnlySet<string> SplitOver { get; init; } = NoSplit;

    /// <summary>Whether some session asks the provider first.</summary>
    public bool IsPrimary(ProviderView provider) => SplitOver.Count > 0 ? SplitOver.Contains(provider.Name) : provider == Providers[0];
}
