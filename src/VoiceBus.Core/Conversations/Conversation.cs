using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
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
    private const string DefectReason = "a fault of the server ended the session";

    private readonly Session _session;
    private readonly IDevice _device;
    private readonly ConversationServices _services;
    private readonly ExceptionGuard _defects;
    private readonly Inbox _inbox;
    private readonly Floor _floor;
    private readonly SpeechInput _speechInput;
    private readonly SpeechPipeline _pipeline;
    private readonly DeviceAlarms _alarms;
    private readonly IDeviceTools _tools;
    private readonly SessionMemory _memory;
    private readonly Replies _replies;
    private readonly Announcements _announcements;
    private readonly UtteranceDeadline _utteranceDeadline;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private SessionCommand.Leave? _leaving;

    /// <summary>Begins the conversation of a session whose device said hello.</summary>
    public Conversation(Session session, IDevice device, ConversationServices services)
    {
        _session = session;
        _device = device;
        _services = services;
        var options = services.Options();
        _defects = new ExceptionGuard(services.Events, "session", session.Id);
        var guard = new ExceptionGuard(services.Events, "session", session.Id, failed: _ => CloseOnDefect());
        _inbox = new Inbox(this, options.InboxAudio, new ExceptionGuard(services.Events, "session inbox", session.Id, failed: _ => EndOnDefect()));
        _floor = new Floor(services.Time, services.Events, guard, turn => _inbox.Post(new TurnOverran(turn)));
        _memory = new SessionMemory(session, services, signal => _inbox.PostUrgent(signal));
        _speechInput = new SpeechInput(session.Id, device, _memory.PersonaSelector, services, signal => _inbox.Post(signal), CountDrop, CountMalformedAudio);
        _pipeline = new SpeechPipeline(device, services.Bus, services.Codecs);
        _announcements = new Announcements(services.Time, services.Options, guard, () => _inbox.Post(new QuietReached()));
        _utteranceDeadline = new UtteranceDeadline(services.Time, guard, utterance => _inbox.Post(new UtteranceOverdue(utterance)));
        _alarms = new DeviceAlarms(session, services.Alarms, services.Time, services.Events, guard, due => _inbox.Post(due));
        _tools = (services.DeviceTools ?? NoDeviceTools.Instance).Open(session.Id, session.DeviceId, device);
        _replies = new Replies(
            new ReplyGenerator(services.Bus, services.Events, services.Time), services.Tools,
            new AlarmTools(_alarms, () => services.Options().MaxTimers), new SessionTools(services.Sounds, _alarms),
            _tools, _memory, persona => services.ToolPrograms?.ToolsFor(session.DeviceId, persona.Name) ?? [], services.Options, services.Time);
        session.Status = SessionStatus.Idle;
        session.Inbox = this;
        // Last: what is remembered may be read already, and the loop that hears of it needs all of the above.
        _memory.Begin();
        _alarms.Refresh();
    }

    /// <summary>Completes when the conversation is over and nothing of it runs any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What was said so far; read it only when the session is quiet or over.</summary>
    public Dialogue Dialogue => _memory.Dialogue;

    /// <summary>Whether the loop is at work now.</summary>
    internal bool IsRunning => _inbox.IsRunning;

    /// <summary>Waits until no more signals wait than given; a transport reads nothing more of its socket meanwhile. One caller at a time.</summary>
    public Task WaitForRoomAsync(int waiting, CancellationToken cancellationToken) => _inbox.WaitForRoomAsync(waiting, cancellationToken);

    /// <summary>
    /// Tells what the device said. An abort overtakes what waits, and the end is never refused. A text that is too long is
    /// answered and goes no further. False when the conversation is over or flooded.
    /// </summary>
    public bool Post(DeviceSignal signal) => signal switch
    {
        DeviceSignal.Gone => _inbox.PostEnd(signal),
        DeviceSignal.AbortRequested => _inbox.PostUrgent(signal),
        DeviceSignal.TextEntered text when text.Text.Length > _services.Options().MaxTypedText => RefuseLong(text.Text),
        DeviceSignal.TextEntered text => _inbox.Post(text with { ArrivedAt = _services.Time.GetTimestamp() }),
        _ => _inbox.Post(signal),
    };

    /// <inheritdoc/>
    public bool Post(SessionCommand command) => command switch
    {
        SessionCommand.Close => _inbox.PostEnd(command),
        SessionCommand.Interrupt or SessionCommand.Say { Priority: SayPriority.Interrupt } => _inbox.PostUrgent(command),
        _ => _inbox.Post(command),
    };

    /// <summary>Tells what the microphone heard; takes the packet's ownership. When too much waits the oldest is dropped.</summary>
    public void PostAudio(AudioPacket packet)
    {
        if (_inbox.PostAudio(packet))
            CountDrop();
    }

    /// <summary>Counts a packet that could not be understood. Thread-safe.</summary>
    public void CountMalformedAudio()
    {
        _services.Drops.AddMalformed();
        _session.CountMalformedAudio();
    }

    void IInboxReader.ReadAudio(AudioPacket packet)
    {
        using (packet)
            Guard(packet, (self, audio) => self.OnAudio(audio));
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
            _services.Events.Emit(new SessionDefect(_session.Id, item!.GetType().Name, ExceptionTrace.Of(defect), defect.Message));
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
            case DeviceSignal.McpReceived mcp: ReportIgnored(_tools.Receive(mcp.Payload)); break;
            case DeviceSignal.ThingsReceived things: ReportIgnored(_tools.ReceiveThings(things.Message)); break;
            case DeviceSignal.Gone gone: End(gone.Reason); break;
            case UtteranceUnderstood understood: OnTranscript(understood); break;
            case UtteranceLost lost: OnRecognitionFailed(lost); break;
            case UtteranceOverdue overdue: OnOverdue(overdue.Utterance); break;
            case TurnSpeaks: break; // The status, updated after every signal, is another now.
            case TurnOver over: Finish(over.Turn); break;
            case TurnOverran overran: Finish(overran.Turn); break;
            case AlarmDue due: Ring(due); break;
            case SessionCommand.AlarmsChanged: _alarms.Refresh(); break;
            case RecalledContext or EvictedTurns: OnMemory(signal); break;
            case SessionCommand.Forget: Dialogue.Forget(); break;
            case QuietReached: AnnounceNext(); break;
            case SessionCommand.Say say: Say(say); break;
            case SessionCommand.Reboot: _device.Send(new DeviceMessage.Reboot()); break;
            case SessionCommand.Alert alert: _device.Send(new DeviceMessage.Alert(alert.Status, alert.Text, alert.Emotion)); break;
            case SessionCommand.Custom custom: _device.Send(new DeviceMessage.Custom(custom.Payload)); break;
            case SessionCommand.Interrupt: Abort(); break;
            case SessionCommand.Leave leave: _leaving = leave; break;
            case SessionCommand.Close close: Close(close.Reason, close.Cause); break;
        }
    }

    // Before it is queued: what is refused must not wait in memory. The device is told where its user looks.
    private bool RefuseLong(string text)
    {
        var most = _services.Options().MaxTypedText;
        _services.Events.Emit(new LimitReached(
            LimitNames.TypedText, _session.DeviceId, $"a text of {text.Length} characters; {most} are allowed"));
        _device.Send(TooLongText.Alert(text, most, _memory.PersonaSelector.Now.Language));
        return true;
    }

    private void ReportIgnored(string? problem)
    {
        if (problem is not null)
            _services.Events.Emit(new DeviceMessageIgnored(_session.Id, problem));
    }

    private void LeaveIfQuiet()
    {
        if (_leaving is { } leave && !_closed && _floor.IsFree && !_speechInput.IsBusy)
            Close(leave.Reason, leave.Cause);
    }

    private void Close(string reason, CloseCause cause)
    {
        _defects.Run(_device.Playback.Silence);
        _defects.Run(() => _device.Close(reason, cause));
        End(reason);
    }

    private void End(string reason)
    {
        _closed = true;
        // Each by itself: whatever one of them throws, the session ends.
        _session.Connection.CloseReason = reason;
        _defects.Run(_announcements.Clear);
        _defects.Run(_utteranceDeadline.Dispose);
        _defects.Run(_alarms.Dispose);
        _defects.Run(_speechInput.Abandon);
        _defects.Run(_memory.Leave);
        var lastTurn = _floor.ActiveTurn;
        _defects.Run(() => _floor.Interrupt(_services.Options().FloorTimeout));
        var tools = Task.CompletedTask;
        _defects.Run(() => tools = _tools.DisposeAsync().AsTask());
        _ = ReleaseAsync(lastTurn, _speechInput.Ended, tools);
    }

    /// <summary>Owns the end: <see cref="Ended"/> completes with it, whatever is thrown on the way.</summary>
    private async Task ReleaseAsync(Turn? lastTurn, Task utterances, Task tools)
    {
        foreach (var running in (Task[])[lastTurn?.Ended ?? Task.CompletedTask, utterances, tools, _memory.Ended, _alarms.Ended])
            await BackgroundTask.Observe(running, _defects);
        _inbox.Close();
        if (lastTurn is { IsSuperseded: false })
            _defects.Run(_memory.Commit, lastTurn);
        foreach (var owned in (IDisposable[])[_memory, _announcements, _floor, _speechInput])
            _defects.Run(static owned => owned.Dispose(), owned);
        _ended.TrySetResult();
    }

    // On any thread: the loop ends the session, if it takes the wish; else the socket's end does.
    private void CloseOnDefect()
    {
        if (!_inbox.PostUrgent(new SessionCommand.Close(DefectReason, CloseCause.Fault)))
            _device.Close(DefectReason, CloseCause.Fault);
    }

    // The loop itself has failed, and no signal is read any more; on its thread.
    private void EndOnDefect()
    {
        if (!_closed)
            Close(DefectReason, CloseCause.Fault);
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
        _session.Status = _floor.ActiveTurn switch
        {
            { IsInterrupted: false } turn => turn.Timestamps.HasReached(TurnMilestone.FirstTtsByte) ? SessionStatus.Speaking : SessionStatus.Thinking,
            _ => _speechInput.IsBusy ? SessionStatus.Listening : SessionStatus.Idle,
        };
    }

    private sealed record TurnSpeaks;

    private sealed record QuietReached;

    private sealed record TurnOver(Turn Turn);

    private sealed record TurnOverran(Turn Turn);
}
