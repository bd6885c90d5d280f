using System.ComponentModel;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// The named timers of one session, offered to the model as tools. Thread-safe: tools run in a turn's task, timers ring on
/// the clock's. A session without a running timer holds none.
/// </summary>
internal sealed class SessionTimers(TimeProvider time, int maxTimers, ExceptionGuard guard, Action<TimerRing> rang) : IDisposable
{
    private const double MaxSeconds = 24 * 60 * 60;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunningTimer> _timers = new(StringComparer.OrdinalIgnoreCase);

    // Describing a function costs reflection and a schema: once per session, and only if it ever thinks.
    private IReadOnlyList<AIFunction>? _tools;

    /// <summary>How many run now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    /// <summary>The tools that set, cancel and list timers.</summary>
    public IReadOnlyList<AIFunction> Tools => _tools ??=
    [
        AIFunctionFactory.Create(Set, "set_timer", "Sets a timer or reminder that speaks up on this device when it rings."),
        AIFunctionFactory.Create(Cancel, "cancel_timer", "Cancels a running timer."),
        AIFunctionFactory.Create(List, "list_timers", "Lists the running timers with the seconds left."),
    ];

    /// <summary>Stops all timers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var timer in _timers.Values)
                timer.Clock.Dispose();
            _timers.Clear();
        }
    }

    private string Set(
        [Description("A short name; setting a name again replaces its timer.")] string name,
        [Description("Seconds from now, 1 to 86400.")] double seconds,
        [Description("What to say when it rings; empty for a plain ring.")] string? message = null)
    {
        if (!(seconds is >= 1 and <= MaxSeconds))
            return $"Error: a timer runs 1 to {MaxSeconds} seconds, not {seconds}.";
        lock (_gate)
        {
            if (_timers.Remove(name, out var replaced))
                replaced.Clock.Dispose();
            if (_timers.Count >= maxTimers)
                return $"Error: {maxTimers} timers are running, which is the most; cancel one first.";
            var running = new RunningTimer(name, message, time.GetUtcNow().AddSeconds(seconds));
            running.Clock = time.CreateGuardedTimer(Ring, running, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan, guard);
            _timers[name] = running;
            return $"ok: timer '{name}' rings in {seconds} seconds";
        }
    }

    private string Cancel([Description("The timer's name.")] string name)
    {
        lock (_gate)
        {
            if (!_timers.Remove(name, out var timer))
                return $"Error: no timer '{name}' is running; running: {Names()}.";
            timer.Clock.Dispose();
            return $"ok: timer '{name}' cancelled";
        }
    }

    private TimerState[] List()
    {
        lock (_gate)
            return [.. _timers.Values.Select(timer => new TimerState(timer.Name, Math.Max(0, Math.Round((timer.RingsAt - time.GetUtcNow()).TotalSeconds)), timer.Message))];
    }

    private void Ring(RunningTimer timer)
    {
        lock (_gate)
        {
            if (!((ICollection<KeyValuePair<string, RunningTimer>>)_timers).Remove(KeyValuePair.Create(timer.Name, timer)))
                return;
            timer.Clock.Dispose();
        }

        rang(new TimerRing(timer.Name, timer.Message));
    }

    private string Names() => _timers.Count == 0 ? "none" : string.Join(", ", _timers.Keys);

    private sealed class RunningTimer(string name, string? message, DateTimeOffset ringsAt)
    {
        public string Name => name;

        public string? Message => message;

        public DateTimeOffset RingsAt => ringsAt;

        public ITimer Clock { get; set; } = null!;
    }
}

/// <summary>A timer rang.</summary>
internal sealed record TimerRing(string Name, string? Message);

/// <summary>A running timer as the model sees it.</summary>
internal sealed record TimerState(string Name, double SecondsLeft, string? Message);
