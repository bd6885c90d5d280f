using System.Collections.Concurrent;
using VoiceBus.Core.Facts;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>Keeps account of how messages ended.</summary>
internal sealed class FactLedger : IFactListener
{
    private readonly ConcurrentDictionary<string, int> _endings = new();
    private readonly ConcurrentQueue<Fact> _all = new();

    public IEnumerable<string> EndedMoreThanOnce => _endings.Where(entry => entry.Value > 1).Select(entry => entry.Key);

    public int Ended => _endings.Count;

    public IEnumerable<SessionDefect> Defects => _all.OfType<SessionDefect>();

    public IEnumerable<T> Of<T>()
        where T : Fact => _all.OfType<T>();

    public void Hear(Fact fact, DateTimeOffset at)
    {
        _all.Enqueue(fact);
        var ended = fact switch
        {
            CallCompleted completed => completed.CallId,
            CallFailed failed => failed.CallId,
            CallCancelled cancelled => cancelled.CallId,
            _ => null,
        };
        if (ended is not null)
            _endings.AddOrUpdate(ended, 1, static (_, seen) => seen + 1);
    }
}
