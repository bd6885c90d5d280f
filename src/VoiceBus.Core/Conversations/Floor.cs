using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Who may speak; turn-taking research calls it the floor. Taking it silences its holder; the next speaker starts when the holder has unwound, or when it was
/// given long enough. Owned by the session's loop; not thread-safe.
/// </summary>
internal sealed class Floor(TimeProvider time, IEventSink events, ExceptionGuard guard, Action<Turn> overrun) : IDisposable
{
    private (TurnOrigin Origin, Func<Turn> Make)? _next;
    private ITimer? _deadline;

    /// <summary>The turn that has the floor, or null.</summary>
    public Turn? ActiveTurn { get; private set; }

    /// <summary>Whether nobody speaks and nobody waits to.</summary>
    public bool IsFree => ActiveTurn is null && _next is null;

    /// <summary>What the turn answers that waits for the floor, or null.</summary>
    public TurnOrigin? Waiting => _next?.Origin;

    /// <summary>Gives the floor to a new turn, now or when the present holder has fallen silent.</summary>
    /// <param name="origin">What it answers.</param>
    /// <param name="make">Makes and starts the turn; called by the loop.</param>
    /// <param name="timeout">How long the present holder has.</param>
    public void BeginTurn(TurnOrigin origin, Func<Turn> make, TimeSpan timeout)
    {
        if (ActiveTurn is null)
        {
            ActiveTurn = make();
            return;
        }

        _next = (origin, make);
        Clear(timeout);
    }

    /// <summary>Silences the holder and forgets who waits.</summary>
    public void Interrupt(TimeSpan timeout)
    {
        _next = null;
        Clear(timeout);
    }

    /// <summary>The turn has ended, or overran: the floor goes to who waits.</summary>
    /// <returns>False when the turn did not have the floor any more.</returns>
    public bool Release(Turn turn)
    {
        if (!ReferenceEquals(ActiveTurn, turn))
            return false;
        _deadline?.Dispose();
        _deadline = null;
        ActiveTurn = null;
        return true;
    }

    /// <summary>Starts who waits, if anybody does.</summary>
    public void StartNext()
    {
        if (ActiveTurn is not null || _next is not { } next)
            return;
        _next = null;
        ActiveTurn = next.Make();
    }

    public void Dispose() => _deadline?.Dispose();

    private void Clear(TimeSpan timeout)
    {
        if (ActiveTurn is not { } active)
            return;
        active.Interrupt();
        _deadline ??= time.CreateGuardedTimer(
            late =>
            {
                events.Emit(new FloorOverrun(late.Context.SessionId, late.Context.TurnId));
                overrun(late);
            },
            active, timeout, Timeout.InfiniteTimeSpan, guard);
    }
}
