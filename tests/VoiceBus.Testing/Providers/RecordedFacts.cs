using System.Collections.Concurrent;
using System.Threading.Channels;
using VoiceBus.Core.Facts;

namespace VoiceBus.Testing.Providers;

/// <summary>Keeps every fact told, at once and in order.</summary>
public sealed class RecordedFacts : IFactTeller
{
    private readonly ConcurrentQueue<Fact> _told = new();
    private readonly Channel<Fact> _next = Channel.CreateBounded<Fact>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Everything told so far.</summary>
    public IReadOnlyList<Fact> All => [.. _told];

    /// <summary>The facts of one kind told so far.</summary>
    public IReadOnlyList<TFact> Of<TFact>()
        where TFact : Fact => [.. _told.OfType<TFact>()];

    /// <summary>Waits for the next fact of one kind, passing over others; one waiter at a time.</summary>
    public async Task<TFact> NextAsync<TFact>()
        where TFact : Fact
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
            if (await _next.Reader.ReadAsync(patience.Token) is TFact fact)
                return fact;
    }

    /// <inheritdoc/>
    public void Tell(Fact fact)
    {
        _told.Enqueue(fact);
        _next.Writer.TryWrite(fact);
    }
}
