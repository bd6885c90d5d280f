using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
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
        _session.Remember("mode", mode.ToString().ToLowerInvariant());
        if (mode == ListeningMode.Manual && _floor.Holder is { IsInterrupted: false })
            Abort();
        try
        {
            _hearing.Start(mode);
            Greet();
        }
        catch (CallFailedException deaf)
        {
            _services.Facts.Tell(new UtteranceFailed(_session.Id, deaf.Kind.ToString(), deaf.Message));
            Announce(Apology.For(deaf.Service, deaf.Kind, ""));
        }
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

    private void Understand(UtteranceUnderstood understood)
    {
        if (!_hearing.Knows(understood.Utterance))
            return;
        if (understood.Transcript.Kind == TranscriptKind.AtPause)
            _hearing.Ear.Understand(understood.Utterance, understood.Transcript.Text);
        if (understood.Transcript.Kind == TranscriptKind.Final)
            Settle(understood.Utterance, understood);
    }

    private void Lose(UtteranceLost lost)
    {
        if (!_hearing.Knows(lost.Utterance))
            return;
        if (ReferenceEquals(_hearing.Ear.Current, lost.Utterance))
            _hearing.Ear.Abandon();
        Settle(lost.Utterance, lost);
    }

    // Recognitions run side by side: what was said first may be understood last, and is answered first.
    private void Settle(Utterance utterance, object outcome)
    {
        _hearing.Settle(utterance, outcome);
        while (_hearing.TryTakeNext(out var next))
        {
            if (next is UtteranceUnderstood understood)
                Answer(understood.Utterance, understood.Transcript);
            else if (next is UtteranceLost lost)
                Apologise(lost);
        }
    }

    private void Answer(Utterance utterance, Transcript transcript)
    {
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

    private void Apologise(UtteranceLost lost)
    {
        _services.Facts.Tell(new UtteranceFailed(_session.Id, lost.Failure.Kind.ToString(), lost.Failure.Message));
        Announce(
            new Announcement(Apology.For(lost.Failure.Service, lost.Failure.Kind, ""), TurnOrigin.Lost(lost.Utterance, lost.Failure)),
            SayPriority.Next);
    }
}
