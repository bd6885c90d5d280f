using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Brings sentences to the device: speech is asked for, coded as the device wants it, and written to the playback, each
/// sentence's words before its audio. One speech at a time per session.
/// </summary>
internal sealed class SpeechPipeline(IDevice device, IEventBus bus, IAudioCodecs codecs)
{
    private readonly SynthesisScheduler _speaker = new(bus, device.Downlink);

    /// <summary>Speaks sentences as they come and returns when the last one is written (not yet played).</summary>
    /// <param name="speech">The playback's number of the speech.</param>
    /// <param name="moments">Told the first audio.</param>
    /// <param name="persona">Whose voice speaks; null for one that suits the text.</param>
    /// <param name="sentences">What to say.</param>
    /// <param name="subtitle">Shown instead of each sentence, or null.</param>
    /// <param name="cancellationToken">Falls silent.</param>
    /// <exception cref="CallFailedException">The source of the sentences or the synthesis failed.</exception>
    public async Task DeliverAsync(
        long speech, TurnTimestamps moments, Persona? persona, IAsyncEnumerable<Sentence> sentences, string? subtitle, CancellationToken cancellationToken)
    {
        var face = new Face(device);
        await foreach (var sentence in _speaker.SpeakAsync(
            moments.Context, RequestOf(persona), sentences, cancellationToken))
        {
            await using var spoken = sentence;
            if (sentence.Call is null)
                face.Show(sentence);
            if (sentence.Call is { } call)
                await DeliverAsync(speech, moments, sentence, call.Replies(cancellationToken), face, subtitle ?? sentence.Text, cancellationToken);
        }
    }

    // The first sound is waited for before anything is shown: the emotion may stand behind the sentence, and its words belong to it.
    private async Task DeliverAsync(
        long speech, TurnTimestamps moments, SpokenSentence sentence, IAsyncEnumerable<AudioPacket> sound, Face face, string shown,
        CancellationToken cancellationToken)
    {
        await using var packets = sound.GetAsyncEnumerator(cancellationToken);
        bool hasSound;
        try
        {
            hasSound = await packets.MoveNextAsync();
        }
        catch (CallFailedException)
        {
            // What cannot be said can still be read.
            await device.Playback.StartSentenceAsync(speech, shown, cancellationToken);
            throw;
        }

        if (sentence.IsRetracted)
            return; // It was a thought, and that became known in time.
        face.ShowDefault(sentence);
        await device.Playback.StartSentenceAsync(speech, shown, cancellationToken);
        for (; hasSound && !sentence.IsRetracted; hasSound = await packets.MoveNextAsync())
        {
            moments.Record(TurnMilestone.FirstTtsByte);
            await device.Playback.WriteAsync(speech, packets.Current, cancellationToken);
            face.Show(sentence);
        }

        await device.Playback.EndSentenceAsync(speech, shown, cancellationToken);
        face.Show(sentence);
    }

    /// <summary>Plays a sound after what was spoken, under a title; returns when it is written (not yet played).</summary>
    /// <exception cref="IOException">The sound cannot be read; what was read of it is played.</exception>
    public async Task PlayAsync(long speech, string title, IAsyncEnumerable<AudioFrame> sound, CancellationToken cancellationToken)
    {
        using var encoder = new SpeechEncoder(codecs.CreateEncoder(device.Downlink));
        await device.Playback.StartSentenceAsync(speech, title, cancellationToken);
        await foreach (var frame in sound.WithCancellation(cancellationToken))
        {
            using (frame)
                encoder.Add(frame.Samples, frame.SampleRate);
            await WritePacketsAsync(encoder, speech, cancellationToken);
        }

        encoder.Flush();
        await WritePacketsAsync(encoder, speech, cancellationToken);
        await device.Playback.EndSentenceAsync(speech, title, cancellationToken);
    }

    /// <summary>Shows a sentence nobody can speak.</summary>
    public async Task ShowAsync(long speech, string text, CancellationToken cancellationToken)
    {
        await device.Playback.StartSentenceAsync(speech, text, cancellationToken);
        await device.Playback.EndSentenceAsync(speech, text, cancellationToken);
    }

    // Its text is each sentence's.
    private static SynthesisRequest RequestOf(Persona? persona) =>
        new("", persona?.Voice, persona?.Language) { Provider = persona?.Tts, Speed = persona?.Speed };

    private async ValueTask WritePacketsAsync(SpeechEncoder encoder, long speech, CancellationToken cancellationToken)
    {
        while (encoder.TryTake(out var packet))
            await device.Playback.WriteAsync(speech, packet, cancellationToken);
    }

    // What is shown of a speech: emotions as they come, and "happy" when the first sentence has none.
    private sealed class Face(IDevice device)
    {
        private SpokenSentence? _shownFor;
        private bool _hasShown;

        public void Show(SpokenSentence sentence)
        {
            if (sentence.Emotion is not { } emotion || ReferenceEquals(_shownFor, sentence))
                return;
            (_shownFor, _hasShown) = (sentence, true);
            device.ShowEmotion(emotion.Name, emotion.Emoji);
        }

        public void ShowDefault(SpokenSentence sentence)
        {
            Show(sentence);
            if (_hasShown)
                return;
            _hasShown = true;
            var happy = Emotions.Named("happy");
            device.ShowEmotion(happy.Name, happy.Emoji);
        }
    }
}
