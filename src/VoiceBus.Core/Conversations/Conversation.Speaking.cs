using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Conversations;

/// <content>What is spoken: replies, announcements, and who gives the floor to whom.</content>
public sealed partial class Conversation
{
    private readonly Queue<AlarmDue> _missed = new();

    private void Reply(TurnOrigin origin)
    {
        Touch();
        if (_speechInput.Ear.Mode == ListeningMode.Realtime)
            origin = Whole(origin);
        _floor.BeginTurn(origin, () => StartTurn(origin, _replies.GenerateAsync), _services.Options().FloorTimeout);
    }

    // The user went on speaking after a pause: what nothing was heard in answer to yet, and this, are one thought, unless it
    // grows without end.
    private TurnOrigin Whole(TurnOrigin origin)
    {
        var most = _services.Options().MaxTypedText;
        if (_floor.Waiting is { Text.Length: > 0 } waiting)
        {
            if (waiting.Text.Length + origin.Text.Length < most)
                origin = origin.With(waiting);
            else
                ReportIgnored("more words than are answered at once: the older ones are dropped");
            waiting.Trace?.SetTag("voicebus.ending", "superseded").Dispose();
        }

        if (_floor.ActiveTurn is { UserText.Length: > 0, IsAudible: false, IsInterrupted: false } unheard
            && unheard.UserText.Length + origin.Text.Length < most)
        {
            unheard.IsSuperseded = true;
            origin = origin.With(unheard.Origin);
        }

        return origin;
    }

    private void OnMemory(object signal)
    {
        _memory.Hear(signal);
        Greet();
    }

    // A device that listens by itself may be spoken to; one whose button is pressed waits for its user (protocol.md 3.2).
    private void Greet()
    {
        if (_speechInput.Ear is { IsOpen: true, Mode: not ListeningMode.Manual } && _floor.IsFree && !_speechInput.IsBusy
            && _memory.TakeGreeting() is { } greeting)
            Announce(new Announcement(greeting, Unasked() with { Kind = "greeting" }), SayPriority.Next);
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

        _speechInput.Abandon();
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
        if (_floor.IsFree && !_speechInput.IsBusy && _announcements.TryTake(_session.LastActivity, out var next))
            Speak(next);
    }

    private void Speak(Announcement said) =>
        _floor.BeginTurn(said.Origin, () => StartTurn(said.Origin, (_, token) => Turn.One(said.Text, token)), _services.Options().FloorTimeout);

    private TurnOrigin Unasked() => new("announcement", "", _services.Time.GetTimestamp());

    // What rang while nobody was there is told when the device listens: before, it could not speak (protocol.md 3.2).
    private void Ring(AlarmDue due)
    {
        if (AlarmWords.IsLate(due.Late) && !_speechInput.Ear.IsOpen)
        {
            _missed.Enqueue(due);
            return;
        }

        _services.Events.Emit(new TimerRang(_session.Id, due.Alarm.Name));
        var words = AlarmWords.For(due.Alarm, due.Late, _memory.PersonaSelector.Now.Language);
        var ring = new Announcement(words, Unasked() with { Alarm = due.Alarm });
        // Whoever holds the button is about to speak.
        if (_speechInput.Ear is { IsOpen: true, Mode: ListeningMode.Manual } && AlarmWords.IsLate(due.Late))
            _announcements.Add(ring, SayPriority.Next);
        else
            Announce(ring, SayPriority.Next);
    }

    private void TellMissed()
    {
        while (_missed.TryDequeue(out var missed))
            Ring(missed);
    }

    // It was told if any of it was played; a device without a voice shows it and rings by itself.
    private void SettleAlarm(Turn turn)
    {
        if (turn.Origin.Alarm is not { } alarm)
            return;
        if (turn.Ending == "failed")
            _device.Send(new DeviceMessage.Alert("⏰", AlarmWords.For(alarm, TimeSpan.Zero, _memory.PersonaSelector.Now.Language), "surprised"));
        _alarms.Told(alarm);
    }

    private void Abort()
    {
        Touch();
        _speechInput.Abandon();
        // First, so that the device is sent one tts stop, whether a turn runs or not.
        _device.Playback.Silence();
        _floor.Interrupt(_services.Options().FloorTimeout);
        AnnounceNext();
    }

    private Turn StartTurn(TurnOrigin origin, Func<Turn, CancellationToken, IAsyncEnumerable<Sentence>> sentences)
    {
        var turn = new Turn(_session, origin, _device, _pipeline, _memory.PersonaSelector, _services, sentences);
        turn.Start(() => _inbox.Post(new TurnSpeaks()), ended => _inbox.Post(new TurnOver(ended)));
        return turn;
    }

    private void Finish(Turn turn)
    {
        if (!_floor.Release(turn))
            return;
        Touch();
        // Its words belong to the next turn; what it did was done.
        if (!turn.IsSuperseded || turn.Tools.ToHistory().Count > 0)
            _memory.Commit(turn);
        SettleAlarm(turn);
        if (turn is { Acts.EndsConversation: true, IsInterrupted: false } && _floor.IsFree)
            HangUp();
        _floor.StartNext();
        AnnounceNext();
    }

    // Everything was spoken and tts stop was sent: the socket's end is all that is left to say (protocol.md 4.1).
    private void HangUp()
    {
        _defects.Run(() => _device.Close("the conversation was ended", CloseCause.Normal));
        End("the conversation was ended");
    }
}
