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
        long speech, TurnTimestamps moments, Persona? persona, IAsyncEnumerable<string> sentences, string? subtitle, CancellationToken cancellationToken)
    {
        var emotionShown = false;
        await foreach (var sentence in _speaker.SpeakAsync(
            moments.Context, RequestOf(persona), sentences, cancellationToken))
        {
            await using var call = sentence.Call;
            var found = Emotions.TryFind(sentence.Raw, out var emotion);
            var shown = found ? emotion : Emotions.Named("happy");
            if (found || !emotionShown)
                device.ShowEmotion(shown.Name, shown.Emoji);
            emotionShown = true;
            await device.Playback.StartSentenceAsync(speech, subtitle ?? sentence.Text, cancellationToken);
            await foreach (var packet in call.Replies(cancellationToken))
            {
                moments.Record(TurnMilestone.FirstTtsByte);
                await device.Playback.WriteAsync(speech, packet, cancellationToken);
            }

            await device.Playback.EndSentenceAsync(speech, subtitle ?? sentence.Text, cancellationToken);
        }
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
}
