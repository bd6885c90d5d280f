using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Ends an utterance whose microphone says nothing more, not even that it has stopped: by the clock, as no audio comes to count.
/// Owned by the session's loop; holds a timer only while somebody is heard.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="guard">Deals with what the callback throws.</param>
/// <param name="overdue">Told on the clock's thread.</param>
internal sealed class UtteranceDeadline(TimeProvider time, ExceptionGuard guard, Action<Utterance> overdue) : IDisposable
{
    // What a network held back may come that late and still belongs to it.
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(10);

    private ITimer? _timer;

    /// <summary>Watches an utterance, and no other any more.</summary>
    /// <param name="utterance">The one being heard.</param>
    /// <param name="longest">How long an utterance may be.</param>
    public void Watch(Utterance utterance, TimeSpan longest)
    {
        _timer?.Dispose();
        _timer = time.CreateGuardedTimer(overdue, utterance, longest + _late, Timeout.InfiniteTimeSpan, guard);
    }

    /// <summary>Nobody is heard any more.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _timer = null;
    }
}

/// <summary>An utterance has been open for longer than any may be.</summary>
internal sealed record UtteranceOverdue(Utterance Utterance);
