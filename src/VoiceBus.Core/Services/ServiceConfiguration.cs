namespace VoiceBus.Core.Services;

/// <summary>
/// What a service is made of now. Immutable; replaced whole when the configuration changes (<see cref="Failover{T}.Apply"/>):
/// new calls use the new one, running calls finish with theirs.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="Enabled">False when the service is switched off by configuration.</param>
/// <param name="Providers">In the order they are asked.</param>
/// <param name="Deadlines">How long it may take.</param>
public sealed record ServiceConfiguration<T>(
    bool Enabled, IReadOnlyList<ProviderEntry<T>> Providers, ServiceDeadlines Deadlines)
    where T : class
{
    /// <summary>How sessions are split over several primaries; null when every session asks in the same order.</summary>
    public ProviderSplit<T>? Split { get; init; }

    /// <summary>The providers in the order one session asks them.</summary>
    /// <param name="owner">The session; the same one always gets the same order.</param>
    /// <param name="preferred">The name of the one to ask first; null, or one there is not, changes nothing.</param>
    public IReadOnlyList<ProviderEntry<T>> OrderFor(string owner, string? preferred = null)
    {
        var order = Split?.OrderFor(owner) ?? Providers;
        return preferred is null || order.Count == 0 || order[0].Name == preferred ? order
            : [.. order.Where(entry => entry.Name == preferred), .. order.Where(entry => entry.Name != preferred)];
    }

    /// <summary>
    /// Makes an entry, to be disposed by the caller, of a provider that is configured and not in use, so that it can be
    /// probed before it is put back; null where there is no such provider.
    /// </summary>
    public Func<string, ProviderEntry<T>?> CreateStandby { get; init; } = static _ => null;

    /// <summary>When the next provider is asked as well (llm, tts); off unless set.</summary>
    public HedgeOptions Hedge { get; init; } = new();
}
