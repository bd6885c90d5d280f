using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What a session knows of its device and what it remembers: persona, dialogue, summary. Owned by the session's loop, which
/// is told by signals; what a turn asks for may be asked from its task.
/// </summary>
internal sealed class SessionMemory : IDisposable
{
    private readonly Session _session;
    private readonly ConversationServices _services;
    private readonly DeviceMemory? _memory;
    private readonly PersonaTools? _personas;
    private readonly ContextSummarizer _summarizer;
    private readonly ExceptionGuard _guard;
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<SaidTurn> _measured = [];
    private RecalledContext? _recalled;
    private readonly Func<object, bool> _post;
    private bool _greeted;

    /// <summary>Begins to read what is remembered.</summary>
    /// <param name="session">The session.</param>
    /// <param name="services">What conversations share.</param>
    /// <param name="post">Tells the loop what <see cref="Hear"/> understands. False when the loop is over. Not called before <see cref="Begin"/>.</param>
    public SessionMemory(Session session, ConversationServices services, Func<object, bool> post)
    {
        _session = session;
        _services = services;
        _guard = new ExceptionGuard(services.Events, "memory", session.Id);
        _post = post;
        var shared = services.Memory;
        PersonaSelector = new PersonaSelector(() => services.Options());
        Dialogue = new Dialogue(new ContextBudget(
            services.Options().MaxHistory,
            shared?.Keeper.ContextTokens ?? new MemoryOptions().ContextTokens,
            shared?.Tokens ?? new EstimatedTokens()));
        _summarizer = new ContextSummarizer(shared?.Summarizer ?? new DropOldest(), session.Id, services.Events, services.Time, faded => post(faded));
        if (shared is null || session.IsAnonymous)
        {
            _recalled = RecalledContext.Empty;
            PersonaSelector.Begin(null);
            return;
        }

        _memory = shared.Keeper.Open(session.Id, session.DeviceId);
        _personas = new PersonaTools(_memory, PersonaSelector, services.Events);
    }

    /// <summary>Who speaks.</summary>
    public PersonaSelector PersonaSelector { get; }

    /// <summary>What was said.</summary>
    public Dialogue Dialogue { get; }

    /// <summary>The tools to choose a persona, if there is a choice.</summary>
    public IReadOnlyList<AIFunction> Tools => Volatile.Read(ref _recalled) is { HasPersonas: true } ? _personas?.Tools ?? [] : [];

    /// <summary>Completes when nothing of it runs any more.</summary>
    public Task Ended => Task.WhenAll(Recalling, _summarizer.Ended);

    private Task Recalling { get; set; } = Task.CompletedTask;

    /// <summary>The loop can hear: it is told what is remembered as soon as that was read. Call it once.</summary>
    public void Begin()
    {
        if (_memory is { } memory)
            Recalling = BackgroundTask.Observe(RecallAsync(memory), _guard);
    }

    /// <summary>Understands what was posted.</summary>
    public void Hear(object signal)
    {
        if (signal is RecalledContext recalled)
        {
            Volatile.Write(ref _recalled, recalled);
            Dialogue.Recall(recalled, _measured);
            _measured = [];
            PersonaSelector.Begin(recalled.Persona);
            _summarizer.Consider(Dialogue);
        }
        else if (signal is EvictedTurns faded)
        {
            Compact(faded);
        }
    }

    /// <summary>Remembers a turn that ended.</summary>
    public void Commit(Turn turn)
    {
        if (turn.UserText.Length == 0 && turn.PlayedText.Length == 0)
            return;
        var happened = new HistoryTurn
        {
            Id = turn.Context.TurnId,
            DeviceId = _memory?.DeviceId ?? _session.DeviceId,
            SessionId = _session.Id,
            At = _services.Time.GetUtcNow(),
            UserText = turn.UserText,
            PlayedText = turn.PlayedText,
            Tools = turn.Tools.ToHistory(),
            Ending = turn.Ending,
            Persona = turn.Persona.Name,
        };
        Dialogue.Commit(happened);
        _memory?.Remember(happened);
        _summarizer.Consider(Dialogue);
    }

    /// <summary>What the device is greeted with: once, before anything was said, and not when a conversation goes on.</summary>
    public string? TakeGreeting()
    {
        if (_greeted || _recalled is null || _session.Turns > 0)
            return null;
        _greeted = true;
        return _recalled.Turns.Count == 0 && PersonaSelector.Now.Greeting is { Length: > 0 } greeting ? greeting : null;
    }

    /// <summary>Begins to end: what runs beside the conversation is given up.</summary>
    public void Leave()
    {
        _ = _left.CancelGuardedAsync(_guard);
        _summarizer.Cancel();
    }

    /// <summary>Nothing more will be remembered; call it when <see cref="Ended"/> has completed.</summary>
    public void Dispose()
    {
        _left.Dispose();
        _summarizer.Dispose();
        _memory?.Dispose();
    }

    private async Task RecallAsync(DeviceMemory memory)
    {
        var recalled = await memory.RecalledContext;
        // Off the session's loop, which would stand still as long; it reads the result after the signal.
        try
        {
            _measured = await BackgroundTask.Start(() => Task.FromResult(Dialogue.Measure(recalled.Turns, _left.Token)));
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The session is over.
        }

        if (!_post(recalled))
            PersonaSelector.Begin(recalled.Persona); // Nobody listens any more: no turn must wait.
    }

    private void Compact(EvictedTurns faded)
    {
        Dialogue.Compact(faded.Turns.Count, faded.Summary);
        if (faded.Summary is { Length: > 0 } text)
            _memory?.Remember(new HistorySummary(text, faded.Turns[^1].At));
        _summarizer.Consider(Dialogue);
    }
}
