using System.Collections.Concurrent;
using VoiceBus.Core.Facts;

namespace VoiceBus.Testing.Bus;

/// <summary>Keeps every fact told, in order.</summary>
public sealed class RecordedFacts : IFactTeller
{
    private readonly ConcurrentQueue<Fact> _facts = new();

    /// <inheritdoc/>
    public void Tell(Fact fact) => _facts.Enqueue(fact);

    /// <summary>The facts of one kind so far.</summary>
    public IReadOnlyList<T> Of<T>()
        where T : Fact => [.. _facts.OfType<T>()];
}
