using System.Threading.Channels;
using VoiceBus.Core.Facts;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>Facts a test can wait for.</summary>
internal sealed class SignalledFacts : IFactTeller
{
    private readonly Channel<Fact> _facts = Channel.CreateUnbounded<Fact>();

    public void Tell(Fact fact) => _facts.Writer.TryWrite(fact);

    /// <summary>The next fact of a kind; those before it are passed over.</summary>
    public async Task<T> NextAsync<T>()
        where T : Fact
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
            if (await _facts.Reader.ReadAsync(limit.Token) is T fact)
                return fact;
    }
}
