using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What happens in a session: one loop reads one inbox (device signals, microphone, transcripts, ended turns, timers,
/// commands) and decides who speaks. Posting is thread-safe; everything else happens in the loop. This file holds the loop and
/// the end; what is heard and what is spoken have files of their own.
/// </summary>
public sealed partial class Conversation : ISessionInbox, IInboxReader
{
    private readonly Session _session;
    private readonly IDevice _device;
    private readonly ConversationServices _services;
    private readonly Inbox _inbox;
    private readonly Floor _floor;
    private readonly Hearing _hearing;
    private readonly SpeechDelivery _delivery;
    private readonly SessionTimers _timers;
    private readonly IDeviceTools _tools;
    private readonly Remembrance _remembrance;
    private readonly Replies _replies;
    private readonly Announcements _announcements;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private string? _leaving;

    /// <summary>Begins the conversation of a session whose device said hello.</summary>
    public Conversation(Session session, IDevice device, ConversationServices services)
    {
        _session = session;
        _device = device;
        _services = services;
        var options = services.Options();
        _inbox = new Inbox(this, options.InboxAudio);
        _floor = new Floor(services.Time, services.Facts, turn => _inbox.Post(new TurnOverran(turn)));
        _remembrance = new Remembrance(session, services, signal => _inbox.PostUrgent(signal));
        _hearing = new Hearing(session.Id, device, _remembrance.Cast, services, signal => _inbox.Post(signal), CountDrop);
        _delivery = new SpeechDelivery(device, services.Bus, services.Codecs);
        _announcements = new Announcements(services.Time, services.Options, () => _inbox.Post(new QuietReached()));
        _timers = new SessionTimers(services.Time, options.MaxTimers, ring => _inbox.Post(ring));
        _tools = (services.DeviceTools ?? NoDeviceTools.Instance).Open(session.Id, session.DeviceId, device);
        _replies = new Replies(new Thinker(services.Bus, services.Facts, services.Time), services.Tools, _timers, _tools, _remembrance, services.Time);
        session.Status = SessionStatus.Idle;
        session.Inbox = this;
    }

    /// <summary>Completes when the conversation is over and nothing of it runs any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What was said so far; read it only when the session is quiet or over.</summary>
    public Dialogue Dialogue => _remembrance.Dialogue;

    /// <summary>Whether the loop is at work now.</summary>
    internal bool IsRunning => _inbox.IsRunning;

    /// <summary>Signals waiting; a transport stops reading its socket while there are too many.</summary>
    public int Waiting => _inbox.WaitingSignals;

    /// <summary>Tells what the device said. An abort overtakes what waits. False when the conversation is over or flooded.</summary>
    public bool Post(DeviceSignal signal) => signal switch
    {
        DeviceSignal.AbortRequested or DeviceSignal.Gone => _inbox.PostUrgent(signal),
        DeviceSignal.TextEntered text => _inbox.Post(text with { ArrivedAt = _services.Time.GetTimestamp() }),
        _ => _inbox.Post(signal),
    };

    /// <inheritdoc/>
    public bool Post(SessionCommand command) =>
        command is SessionCommand.Interrupt or SessionCommand.Close or SessionCommand.Say { Priority: SayPriority.Interrupt }
            ? _inbox.PostUrgent(command) : _inbox.Post(command);

    /// <summary>Tells what the microphone heard; takes the packet's ownership. When too much waits the oldest is dropped.</summary>
    public void PostAudio(AudioPacket packet)
    {
        if (_inbox.PostAudio(packet))
            CountDrop();
    }

    void IInboxReader.ReadAudio(AudioPacket packet)
    {
        using (packet)
            Guard(packet, (self, audio) => self.Hear(audio));
    }

    void IInboxReader.Read(object signal) => Guard(signal, static (self, read) => self.Handle(read));

    private void Guard<T>(T item, Action<Conversation, T> handle)
    {
        try
        {
            handle(this, item);
            LeaveIfQuiet();
            UpdateStatus();
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            // One defect must not end the call: it is told, and the session goes on.
            _services.Facts.Tell(new SessionDefect(_session.Id, item!.GetType().Name, FailureText.TraceOf(defect), defect.Message));
        }
    }

    private void Handle(object signal)
    {
        if (_closed)
            return;
        switch (signal)
        {
            case DeviceSignal.ListenStarted listen: StartListening(listen.Mode); break;
            case DeviceSignal.ListenStopped: StopListening(); break;
            case DeviceSignal.TextEntered text: Reply(new TurnOrigin("text", text.Text, text.ArrivedAt)); break;
            case DeviceSignal.AbortRequested: Abort(); break;
            case DeviceSignal.McpReceived mcp: Note(_tools.Receive(mcp.Payload)); break;
            case DeviceSignal.ThingsReceived things: Note(_tools.ReceiveThings(things.Message)); break;
            case DeviceSignal.Gone gone: End(gone.Reason); break;
            case UtteranceUnderstood understood: Understand(understood.Utterance, understood.Transcript); break;
            case UtteranceLost lost: Lose(lost); break;
            case TurnSpeaks: break; // The status, updated after every signal, is another now.
            case TurnOver over: Finish(over.Turn); break;
            case TurnOverran overran: Finish(overran.Turn); break;
            case TimerRing ring: Ring(ring); break;
            case Recollection or FadedTurns: Remember(signal); break;
            case SessionCommand.Forget: Dialogue.Forget(); break;
            case QuietReached: AnnounceNext(); break;
            case SessionCommand.Say say: Say(say); break;
            case SessionCommand.Reboot: _device.Send(new DeviceMessage.Reboot()); break;
            case SessionCommand.Alert alert: _device.Send(new DeviceMessage.Alert(alert.Status, alert.Text, alert.Emotion)); break;
            case SessionCommand.Custom custom: _device.Send(new DeviceMessage.Custom(custom.Payload)); break;
            case SessionCommand.Interrupt: Abort(); break;
            case SessionCommand.Leave leave: _leaving = leave.Reason; break;
            case SessionCommand.Close close: Close(close.Reason); break;
        }
    }

<<<<<<< HEAD
    private void StartListening(ListeningMode mode)
    {
        Touch();
        _session.Remember("mode", mode.ToString().ToLowerInvariant());
        if (mode == ListeningMode.Manual && _floor.Holder is { IsInterrupted: false })
            Abort();
        try
        {
            _hearing.Ear.Start(mode);
            Greet();
        }
        catch (CallFailedException deaf)
        {
            _services.Facts.Tell(new UtteranceFailed(_session.Id, deaf.Kind.ToString(), deaf.Message));
            Announce(Apology.For(deaf.Service, deaf.Kind, ""));
        }
    }

    private void Remember(object signal)
    {
        _remembrance.Hear(signal);
        Greet();
    }

    // A device that listens by itself may be spoken to; one whose button is pressed waits for its user (protocol.md 3.2).
    private void Greet()
    {
        if (_hearing.Ear is { IsOpen: true, Mode: not ListeningMode.Manual } && _floor.IsFree && !_hearing.IsBusy
            && _remembrance.TakeGreeting() is { } greeting)
            Announce(new Announcement(greeting, Unasked() with { Kind = "greeting" }), SayPriority.Next);
    }

    private void StopListening()
    {
        var heard = _hearing.Ear.Stop();
        if (heard is null && _hearing.Ear.Mode == ListeningMode.Manual && _floor.IsFree)
            _device.Playback.Silence(); // The button was released over silence: the device waits for an answer.
    }

    private void Hear(AudioPacket packet)
    {
        var ear = _hearing.Ear;
        var talkedOver = _floor.Holder is { IsInterrupted: false };
        if (_closed || (talkedOver && ear.Mode == ListeningMode.Auto))
            return;
        var limits = _services.Options().Listening;
        var change = ear.Hear(packet.Bytes.Span, talkedOver ? limits.BargeInVoice : limits.MinVoice);
        if (change == HearingChange.None)
            return;
        Touch();
        if (change != HearingChange.VoiceStarted)
            return;
        _services.Facts.Tell(new VoiceStarted(_session.Id));
        if (_floor.Holder is { IsAudible: true })
            _floor.Silence(_services.Options().FloorTimeout);
    }

    private void Understand(Utterance utterance, Transcript transcript)
    {
        if (!_hearing.Knows(utterance))
            return;
        if (transcript.Kind == TranscriptKind.AtPause)
            _hearing.Ear.Understand(utterance, transcript.Text);
        if (transcript.Kind != TranscriptKind.Final)
            return;
        _hearing.Forget(utterance);
        _services.Facts.Tell(new UtteranceHeard(
            _session.Id, transcript.Text, transcript.Provider, utterance.Duration, utterance.SinceCompleted));
        if (!string.IsNullOrWhiteSpace(transcript.Text))
            Reply(TurnOrigin.Spoken(utterance, transcript.Text.Trim()));
        else
            Dismiss(utterance);
        AnnounceNext();
    }

    private void Dismiss(Utterance utterance)
    {
        utterance.EndTrace("nothing");
        if (_hearing.Ear.Mode == ListeningMode.Manual && _floor.IsFree)
            _device.Playback.Silence();
    }

    private void Lose(UtteranceLost lost)
    {
        if (!_hearing.Knows(lost.Utterance))
            return;
        _hearing.Forget(lost.Utterance);
        if (ReferenceEquals(_hearing.Ear.Current, lost.Utterance))
            _hearing.Ear.Abandon();
        _services.Facts.Tell(new UtteranceFailed(_session.Id, lost.Failure.Kind.ToString(), lost.Failure.Message));
        Announce(
            new Announcement(Apology.For(lost.Failure.Service, lost.Failure.Kind, ""), TurnOrigin.Lost(lost.Utterance, lost.Failure)),
            SayPriority.Next);
    }

    private void Reply(TurnOrigin origin)
    {
        Touch();
        if (_floor.Holder is { UserText.Length: > 0, IsAudible: false, IsInterrupted: false } unheard
            && _hearing.Ear.Mode == ListeningMode.Realtime)
        {
            // The user went on speaking after a pause: both halves are one thought.
            unheard.IsSuperseded = true;
            origin = origin with { Text = $"{unheard.UserText} {origin.Text}" };
        }

        _floor.Take(() => StartTurn(origin, _replies.ThinkAsync), _services.Options().FloorTimeout);
    }

    private void Say(SessionCommand.Say say)
    {
        var caption = say.Subtitle is { } shown ? new Caption(shown, say.Text) : null;
        var said = new Announcement(say.Text, Unasked() with { Caption = caption });
        if (say.Priority != SayPriority.Interrupt)
        {
            Announce(said, say.Priority);
            return;
        }

        _hearing.Abandon();
        Speak(said);
    }

    private void Announce(string text) => Announce(new Announcement(text, Unasked()), SayPriority.Next);

    private void Announce(Announcement announcement, SayPriority priority)
    {
        _announcements.Add(announcement, priority);
        AnnounceNext();
    }

    private void AnnounceNext()
    {
        if (_floor.IsFree && !_hearing.IsBusy && _announcements.TryTake(_session.LastActivity, out var next))
            Speak(next);
    }

    private void Speak(Announcement said) =>
        _floor.Take(() => StartTurn(said.Origin, (_, token) => Turn.One(said.Text, token)), _services.Options().FloorTimeout);

    private TurnOrigin Unasked() => new("announcement", "", _services.Time.GetTimestamp());

    private void Ring(TimerRing ring)
    {
        _services.Facts.Tell(new TimerRang(_session.Id, ring.Name));
        Announce(TimerWords.For(ring));
    }

    private void Abort()
    {
        Touch();
        _hearing.Abandon();
        // First, so that the device is sent one tts stop, whether a turn runs or not.
        _device.Playback.Silence();
        _floor.Silence(_services.Options().FloorTimeout);
        AnnounceNext();
    }

    private Turn StartTurn(TurnOrigin origin, Func<Turn, CancellationToken, IAsyncEnumerable<string>> sentences)
    {
        var turn = new Turn(_session, origin, _device, _delivery, _remembrance.Cast, _services, sentences);
        turn.Start(ended => _inbox.Post(new TurnOver(ended)));
        return turn;
    }

    private void Finish(Turn turn)
    {
        if (!_floor.Release(turn))
            return;
        Touch();
        if (!turn.IsSuperseded)
            _remembrance.Commit(turn);
        _floor.StartNext();
        AnnounceNext();
    }

=======
>>>>>>> main
    private void Note(string? problem)
    {
        if (problem is not null)
            _services.Facts.Tell(new DeviceMessageIgnored(_session.Id, problem));
    }

    private void LeaveIfQuiet()
    {
        if (_leaving is { } reason && !_closed && _floor.IsFree && !_hearing.IsBusy)
            Close(reason);
    }

    private void Close(string reason)
    {
        _device.Playback.Silence();
        _device.Close(reason);
        End(reason);
    }

    private void End(string reason)
    {
        _closed = true;
        _session.Remember("closed", reason);
        _announcements.Clear();
        _hearing.Abandon();
        _remembrance.Leave();
        var lastTurn = _floor.Holder;
        _floor.Silence(_services.Options().FloorTimeout);
        _ = LetGoAsync(lastTurn, _hearing.Ended, _tools.DisposeAsync().AsTask());
    }

    /// <summary>Owns the end: <see cref="Ended"/> completes, or faults, with it.</summary>
    private async Task LetGoAsync(Turn? lastTurn, Task utterances, Task tools)
    {
        try
        {
            await Task.WhenAll(lastTurn?.Ended ?? Task.CompletedTask, utterances, tools, _remembrance.Ended);
            _inbox.Close();
            if (lastTurn is { IsSuperseded: false })
                _remembrance.Commit(lastTurn);
            _remembrance.Dispose();
            _timers.Dispose();
            _announcements.Dispose();
            _floor.Dispose();
            _hearing.Dispose();
            _delivery.Dispose();
            _ended.TrySetResult();
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            _ended.TrySetException(defect);
        }
    }

    private void CountDrop()
    {
        _services.Drops.Add();
        _session.CountDroppedAudio();
    }

    private void Touch() => _session.Touch(_services.Time.GetTimestamp());

    private void UpdateStatus()
    {
        if (_closed)
            return;
        _session.Status = _floor.Holder switch
        {
            { IsInterrupted: false } turn => turn.Moments.HasReached(TurnMark.FirstTtsByte) ? SessionStatus.Speaking : SessionStatus.Thinking,
            _ => _hearing.IsBusy ? SessionStatus.Listening : SessionStatus.Idle,
        };
    }

    private sealed record TurnSpeaks;

    private sealed record QuietReached;

    private sealed record TurnOver(Turn Turn);

    private sealed record TurnOverran(Turn Turn);
}
