using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Concurrency;

/// <summary>
/// The last guard of work on a thread that belongs to all (timers, token callbacks, work items, tasks nobody awaits): an exception
/// there would end the process, and with it everybody's call. It is told and counted (<see cref="DefectCaught"/>), and the owner
/// ends what it belongs to: one session, one call, one connection. Thread-safe; never throws.
/// </summary>
/// <param name="events">Notified of the exception.</param>
/// <param name="area">What is at work, for people: a few words, the same for all of its kind.</param>
/// <param name="sessionId">Whose session; empty when it is nobody's.</param>
/// <param name="callId">Which call; empty outside one.</param>
/// <param name="failed">Ends what the work belongs to; may be called more than once. Null: nothing needs to be ended.</param>
public sealed class ExceptionGuard(
    IEventSink events, string area, string sessionId = "", string callId = "", Action<Exception>? failed = null)
{
    /// <summary>Runs something.</summary>
    /// <returns>False when it threw.</returns>
    public bool Run(Action action) => Run(static run => run(), action);

    /// <summary>The same, without an allocation when the action is static.</summary>
    /// <returns>False when it threw.</returns>
    public bool Run<T>(Action<T> action, T state)
    {
        try
        {
            action(state);
            return true;
        }
        catch (Exception exception)
        {
            Caught(exception);
            return false;
        }
    }

    /// <summary>Deals with what was thrown.</summary>
    public void Caught(Exception exception)
    {
        Tell(exception);
        try
        {
            failed?.Invoke(exception);
        }
        catch (Exception second)
        {
            Tell(second);
        }
    }

    private void Tell(Exception exception)
    {
        try
        {
            events.Emit(DefectCaught.Of(area, sessionId, callId, exception));
        }
        catch (Exception)
        {
            // Nowhere is left to say it, and nothing may leave a guard.
        }
    }
}
