using System.Collections.Concurrent;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// Keeps account of what was told. Events are heard a moment after they were told, and told a moment after a device has seen
/// what they tell of: who asserts on them waits, by <see cref="TheseAsync"/>, <see cref="TheOneAsync"/> or <see cref="CatchUpAsync"/>.
/// </summary>
internal sealed class EventLedger : IEventObserver
{
    private readonly ConcurrentDictionary<string, int> _endings = new();
    private readonly ConcurrentQueue<DiagnosticEvent> _all = new();

    public IEnumerable<string> EndedMoreThanOnce => _endings.Where(entry => entry.Value > 1).Select(entry => entry.Key);

    public int Ended => _endings.Count;

    public IEnumerable<SessionDefect> Defects => _all.OfType<SessionDefect>();

    /// <summary>Those heard so far.</summary>
    public IEnumerable<T> Of<T>()
        where T : DiagnosticEvent => _all.OfType<T>();

    /// <summary>Waits until so many events of a kind were heard; returns all there are then.</summary>
    public async Task<IReadOnlyList<T>> TheseAsync<T>(int count)
        where T : DiagnosticEvent
    {
        await Eventually.TrueAsync(() => Of<T>().Count() >= count, () => string.Join('\n', Of<T>()), $"{count} times {typeof(T).Name}");
        return [.. Of<T>()];
    }

    /// <summary>Waits for an event of a kind and asserts that it is the only one.</summary>
    public async Task<T> TheOneAsync<T>()
        where T : DiagnosticEvent => (await TheseAsync<T>(1)).ShouldHaveSingleItem();

    /// <summary>Returns when everything told before was heard, so that what is not there was not told.</summary>
    public static async Task CatchUpAsync(IEventSink teller)
    {
        var mark = new Mark();
        teller.Emit(mark);
        await mark.Heard.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        if (@event is Mark mark)
        {
            mark.Hear();
            return;
        }

        _all.Enqueue(@event);
        var ended = @event switch
        {
            CallCompleted completed => completed.CallId,
            CallFailed failed => failed.CallId,
            CallCancelled cancelled => cancelled.CallId,
            _ => null,
        };
        if (ended is not null)
            _endings.AddOrUpdate(ended, 1, static (_, seen) => seen + 1);
    }

    private sealed record Mark : DiagnosticEvent
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Heard => _heard.Task;

        internal void Hear() => _heard.TrySetResult();
    }
}
