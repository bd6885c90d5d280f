using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Conversations;

/// <summary>How a turn came to its end.</summary>
internal enum TurnEnding
{
    Completed,
    Interrupted,
    Failed,
}

/// <summary>
/// One speaking of the device, from <c>tts start</c> to <c>tts stop</c>: a reply to the user or an announcement. Runs in a
/// task of its own; the session's loop starts and interrupts it and is told its end.
/// </summary>
internal sealed class Turn
{
    private readonly IDevice _device;
    private readonly SpeechPipeline _pipeline;
    private readonly ConversationServices _services;
    private readonly PersonaSelector _cast;
    private readonly CancellationTokenSource _interrupted = new();
    private readonly Func<Turn, CancellationToken, IAsyncEnumerable<Sentence>> _sentences;
    private readonly TurnOrigin _origin;
    private readonly long _startedAt;
    private readonly ExceptionGuard _guard;
    private long _interruptedAt;
    private long _speech;

    public Turn(
        Session session,
        TurnOrigin origin,
        IDevice device,
        SpeechPipeline delivery,
        PersonaSelector cast,
        ConversationServices services,
        Func<Turn, CancellationToken, IAsyncEnumerable<Sentence>> sentences)
    {
        _device = device;
        _pipeline = delivery;
        _cast = cast;
        _services = services;
        Persona = cast.Now;
        _sentences = sentences;
        _origin = origin;
        _startedAt = services.Time.GetTimestamp();
        Context = new CallContext(session.Id, Guid.CreateVersion7(services.Time.GetUtcNow()).ToString());
        _guard = new ExceptionGuard(services.Events, "turn", session.Id);
        Timestamps = new TurnTimestamps(Context, origin, services);
        session.BeginTurn(Context.TurnId);
        services.Events.Emit(new TurnStarted(
            session.Id,
            session.DeviceId,
            Context.TurnId,
            origin.Kind,
            origin.CallId,
            new MonotonicTimestamp(origin.At),
            services.Time.GetElapsedTime(origin.At, _startedAt),
            origin.Text));
        Timestamps.Begin();
    }

    /// <summary>On whose behalf the turn's calls are opened.</summary>
    public CallContext Context { get; }

    /// <summary>What the turn has come to.</summary>
    public TurnTimestamps Timestamps { get; }

    /// <summary>What is to happen when its words have been spoken.</summary>
    public PostTurnActions Acts { get; } = new();

    /// <summary>The tools it runs.</summary>
    public TurnTools Tools { get; } = new();

    /// <summary>What it answers.</summary>
    public TurnOrigin Origin => _origin;

    /// <summary>The user's words; empty for an announcement.</summary>
    public string UserText => _origin.Text;

    /// <summary>Whether the turn was told to fall silent.</summary>
    public bool IsInterrupted => _interrupted.IsCancellationRequested;

    /// <summary>Whether the device was sent audio of this turn.</summary>
    public bool IsAudible => Volatile.Read(ref _speech) != 0 && _device.Playback.Played.Packets > 0;

    /// <summary>The user went on speaking before anything was heard: the words belong to the next turn.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>What was really played, once the turn has ended.</summary>
    public string PlayedText { get; private set; } = "";

    /// <summary>Who speaks in this turn: a switch counts from the next one on.</summary>
    public Persona Persona { get; private set; }

    /// <summary>"completed", "interrupted" or "failed", once the turn has ended.</summary>
    public string Ending { get; private set; } = "failed";

    /// <summary>Deals with what is thrown on the turn's behalf where nobody awaits it.</summary>
    public ExceptionGuard Guard => _guard;

    /// <summary>Completes when the turn has ended; never faults.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the turn.</summary>
    /// <param name="speaks">Called at most once, from the turn's task, when the first sound of the voice has come.</param>
    /// <param name="ended">Called once, from the turn's task, after <c>tts stop</c>.</param>
    public void Start(Action speaks, Action<Turn> ended)
    {
        Timestamps.WhenSpeaking(speaks);
        Ended = BackgroundTask.Run(
            async () =>
            {
                Activity.Current = Timestamps.Trace;
                try
                {
                    await RunAsync();
                }
                finally
                {
                    // Whatever happens, or the floor would stay this turn's.
                    ended(this);
                }
            },
            _guard);
    }

    /// <summary>Falls silent at once: what was not sent is dropped, <c>tts stop</c> is sent, everything behind is cancelled.</summary>
    public void Interrupt()
    {
        Interlocked.CompareExchange(ref _interruptedAt, _services.Time.GetTimestamp(), 0);
        _ = _interrupted.CancelGuardedAsync(_guard);
        if (Volatile.Read(ref _speech) is not 0 and var speech)
            _device.Playback.Cut(speech);
    }

    private async Task RunAsync()
    {
        var ending = TurnEnding.Failed;
        try
        {
            ending = await SpeakAsync(_interrupted.Token);
        }
        catch (OperationCanceledException) when (_interrupted.IsCancellationRequested)
        {
            ending = TurnEnding.Interrupted;
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            _services.Events.Emit(new SessionDefect(Context.SessionId, nameof(Turn), ExceptionTrace.Of(defect), defect.Message));
        }
        finally
        {
            _guard.Run(() => _device.Playback.Cut(_speech));
            _guard.Run(() => TellEnd(ending));
        }
    }

    private async Task<TurnEnding> SpeakAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (UserText.Length > 0)
            _device.ShowTranscript(UserText);
        Volatile.Write(ref _speech, _device.Playback.Begin());
        var ending = TurnEnding.Completed;
        if (_origin.Failure is { } unheard)
        {
            ending = TurnEnding.Failed;
            TellFailure(unheard);
        }

        try
        {
            Persona = await _cast.ForTurnAsync(cancellationToken);
            await _pipeline.DeliverAsync(_speech, Timestamps, Persona, _sentences(this, cancellationToken), _origin.Caption?.Shown, cancellationToken);
            await PlaySoundsAsync(cancellationToken);
        }
        catch (CallFailedException failure) when (!cancellationToken.IsCancellationRequested)
        {
            ending = TurnEnding.Failed;
            TellFailure(failure);
            await ApologizeAsync(failure, cancellationToken);
        }

        await _device.Playback.FinishAsync(_speech, cancellationToken);
        return ending;
    }

    private async Task PlaySoundsAsync(CancellationToken cancellationToken)
    {
        while (Acts.TryTakeSound(out var name))
        {
            try
            {
                await _pipeline.PlayAsync(_speech, $"♪ {name}", _services.Sounds!.ReadAsync(name, cancellationToken), cancellationToken);
            }
            catch (IOException fault)
            {
                _services.Events.Emit(new SoundFailed(Context.SessionId, Context.TurnId, name, fault.Message));
            }
        }
    }

    private async Task ApologizeAsync(CallFailedException failure, CancellationToken cancellationToken)
    {
        var words = Apology.For(failure.Service, failure.Kind, UserText);
        if (failure.Service != ServiceType.Tts)
        {
            try
            {
                await _pipeline.DeliverAsync(_speech, Timestamps, persona: null, One(words, cancellationToken), subtitle: null, cancellationToken);
                return;
            }
            catch (CallFailedException second) when (!cancellationToken.IsCancellationRequested)
            {
                TellFailure(second);
            }
        }

        await _pipeline.ShowAsync(_speech, words, cancellationToken);
    }

    private void TellFailure(CallFailedException failure) => _services.Events.Emit(
        new TurnStageFailed(Context.SessionId, Context.TurnId, failure.Service.ToName(), failure.Kind.ToString(), failure.Message));

    private void TellEnd(TurnEnding ending)
    {
        var played = _speech == 0 ? default : _device.Playback.Played;
        PlayedText = _origin.Caption is { } caption ? caption.SaidOf(played.Text ?? "") : played.Text ?? "";
        // Who aborts silences the playback first, and the turn may see its speech end before it is told.
        if (ending == TurnEnding.Completed && played.WasCut)
            ending = TurnEnding.Interrupted;
        if (ending == TurnEnding.Interrupted)
            Timestamps.Record(TurnMilestone.Interrupted, Interlocked.Read(ref _interruptedAt) is var at and not 0 ? at : played.StoppedAt);
        Timestamps.Record(TurnMilestone.FirstFrameSent, played.FirstPacketAt);
        Timestamps.Record(TurnMilestone.LastFrameSent, played.LastPacketAt);
        Timestamps.Record(TurnMilestone.Stop, played.StoppedAt);
        var name = Ending = ending.ToString().ToLowerInvariant();
        _services.Events.Emit(new TurnEnded(
            Context.SessionId,
            Context.TurnId,
            name,
            Timestamps.FirstTokenAt is 0 ? null : _services.Time.GetElapsedTime(_startedAt, Timestamps.FirstTokenAt),
            played.FirstPacketAt is { } first ? _services.Time.GetElapsedTime(_startedAt, first) : null,
            _services.Time.GetElapsedTime(_startedAt),
            PlayedText));
        Timestamps.End(name);
    }

    internal static async IAsyncEnumerable<Sentence> One(string text, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        yield return Sentence.Of(text);
    }
}
