using System.Runtime.InteropServices;

namespace VoiceBus.Core.Services;

/// <summary>Makes splits.</summary>
public static class ProviderSplit
{
    /// <summary>Makes the split of some providers.</summary>
    /// <typeparam name="T">The provider interface.</typeparam>
    /// <param name="providers">In the order they are asked.</param>
    /// <param name="weights">One per provider; 0 makes it a fallback only.</param>
    /// <returns>Null when fewer than two weights are above 0: there is nothing to choose.</returns>
    public static ProviderSplit<T>? Of<T>(IReadOnlyList<ProviderEntry<T>> providers, IReadOnlyList<int> weights)
        where T : class =>
        weights.Count(static weight => weight > 0) < 2 ? null : new ProviderSplit<T>(providers, weights);
}

/// <summary>
/// Splits sessions over several primary providers by weight, pinned per session: weighted rendezvous hashing, so that a
/// changed weight or a new provider moves only the sessions it must. The others follow as fallbacks in their order.
/// Immutable; choosing allocates nothing.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
public sealed class ProviderSplit<T>
    where T : class
{
    private const ulong Offset = 14695981039346656037;

    private readonly Choice[] _choices;

    internal ProviderSplit(IReadOnlyList<ProviderEntry<T>> providers, IReadOnlyList<int> weights) => _choices =
    [
        .. providers
            .Select((entry, i) => new Choice(Hash(Offset, entry.Name), weights[i], [entry, .. providers.Where(other => other != entry)]))
            .Where(static choice => choice.Weight > 0),
    ];

    /// <summary>The providers in the order the session asks them.</summary>
    public IReadOnlyList<ProviderEntry<T>> OrderFor(string session)
    {
        var (best, order) = (double.NegativeInfinity, _choices[0].Order);
        foreach (var choice in _choices)
        {
            var score = choice.Weight / -Math.Log(Uniform(Hash(choice.Seed, session)));
            if (score > best)
                (best, order) = (score, choice.Order);
        }
        return order;
    }

    // FNV-1a: string.GetHashCode differs from process to process, and a session must stay where it is after a restart.
    private static ulong Hash(ulong seed, string text)
    {
        foreach (var octet in MemoryMarshal.AsBytes(text.AsSpan()))
            seed = (seed ^ octet) * 1099511628211;
        return seed;
    }

    // The finalizer of MurmurHash3: FNV alone mixes its last bytes poorly into the high bits.
    private static double Uniform(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return ((hash >> 11) + 0.5) / (1UL << 53);
    }

    private sealed record Choice(ulong Seed, int Weight, IReadOnlyList<ProviderEntry<T>> Order);
}
