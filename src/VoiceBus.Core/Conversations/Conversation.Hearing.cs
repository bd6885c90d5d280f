using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Conversations;

/// <content>What is heard: the microphone, and what becomes of an utterance.</content>
public sealed partial class Conversation
{
    private void StartListening(ListeningMode mode)
    {
        Touch();
        _session.Connection.ListeningMode = mode.ToString().ToLowerInvariant();
        // After tts stop a client says again that it listens, and its user may be in the middle of a word.
        if (_device.ListensWhileSpeaking && mode != ListeningMode.Manual && _speechInput.Ear is { IsOpen: true, Current: not null } ear && ear.Mode == mode)
            return;
        if (mode == ListeningMode.Manual && _floor.ActiveTurn is { IsInterrupted: false })
            Abort();
        try
        {
            _speechInput.Start(mode);
            Greet();
            TellMissed();
        }
        catch (CallFailedException deaf)
        {
            _services.Events.Emit(new UtteranceFailed(_session.Id, deaf.Kind.ToString(), deaf.Message));
            Announce(Apology.For(deaf.Service, deaf.Kind, ""));
        }
    }

    private void StopListening()
    {
        var heard = _speechInput.Ear.Stop();
        if (heard is null && _speechInput.Ear.Mode == ListeningMode.Manual && _floor.IsFree)
            _device.Playback.Silence(); // The button was released over silence: the device waits for an answer.
    }

    private void OnAudio(AudioPacket packet)
    {
        var ear = _speechInput.Ear;
        var talkedOver = _floor.ActiveTurn is { IsInterrupted: false };
        if (_closed)
            return;
        if (talkedOver && IsDeafWhileSpeaking(ear))
        {
            ear.Skip();
            return;
        }

        var limits = _services.Options().Listening;
        var change = ear.Hear(
            packet.Bytes.Span, talkedOver ? limits.BargeInVoice : limits.MinVoice,
            talkedOver && ear.Mode == ListeningMode.Auto ? Math.Max(limits.BargeInThreshold, limits.VoiceThreshold) : limits.VoiceThreshold);
        if (change == EndpointingChange.None)
            return;
        Touch();
        if (change != EndpointingChange.VoiceStarted)
            return;
        _services.Events.Emit(new VoiceStarted(_session.Id));
        if (ear.Current is { } begun)
            _utteranceDeadline.Watch(begun, limits.MaxUtterance);
        if (_floor.ActiveTurn is { IsAudible: true })
            _floor.Interrupt(_services.Options().FloorTimeout);
    }

    // Whoever cannot cancel the echo would hear itself; whose utterance ended by itself still holds the button.
    private bool IsDeafWhileSpeaking(Listener ear) => ear.EndedByItself || (ear.Mode == ListeningMode.Auto && !_device.ListensWhileSpeaking);

    private void OnOverdue(Utterance utterance)
    {
        if (ReferenceEquals(_speechInput.Ear.Current, utterance))
            _speechInput.Ear.EndOverdue();
    }

    private void OnTranscript(UtteranceUnderstood understood)
    {
        if (!_speechInput.Knows(understood.Utterance))
            return;
        if (understood.Transcript.Kind == TranscriptKind.AtPause || understood.Transcript.EndOfTurn)
            _speechInput.Ear.Understand(understood.Utterance, understood.Transcript.Text, understood.Transcript.EndOfTurn);
        if (understood.Transcript.Kind == TranscriptKind.Final)
            Settle(understood.Utterance, understood);
    }

    private void OnRecognitionFailed(UtteranceLost lost)
    {
        if (!_speechInput.Knows(lost.Utterance))
            return;
        if (ReferenceEquals(_speechInput.Ear.Current, lost.Utterance))
            _speechInput.Ear.Abandon();
        Settle(lost.Utterance, lost);
    }

    // Recognitions run side by side: what was said first may be understood last, and is answered first.
    private void Settle(Utterance utterance, object outcome)
    {
        _speechInput.Settle(utterance, outcome);
        while (_speechInput.TryTakeNext(out var next))
        {
            if (next is UtteranceUnderstood understood)
                Answer(understood.Utterance, understood.Transcript);
            else if (next is UtteranceLost lost)
                Apologise(lost);
        }
    }

    private void Answer(Utterance utterance, Transcript transcript)
    {
        _services.Events.Emit(new UtteranceHeard(
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
        if (_speechInput.Ear.Mode == ListeningMode.Manual && _floor.IsFree)
            _device.Playback.Silence();
    }

    private void Apologise(UtteranceLost lost)
    {
        _services.Events.Emit(new UtteranceFailed(_session.Id, lost.Failure.Kind.ToString(), lost.Failure.Message));
        Announce(
            new Announcement(Apology.For(lost.Failure.Service, lost.Failure.Kind, ""), TurnOrigin.Lost(lost.Utterance, lost.Failure)),
            SayPriority.Next);
    }
}
