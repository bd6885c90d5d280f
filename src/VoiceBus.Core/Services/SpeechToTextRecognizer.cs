using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Audio;

namespace VoiceBus.Core.Services;

/// <summary>
/// A recogniser over a client of Microsoft.Extensions.AI: it is given the whole utterance as a WAV file (16 kHz, mono, 16 bit) when
/// the speaker has ended. One call at a time; the client stays with whoever gave it.
/// </summary>
/// <param name="name">The provider's configured name, for failures.</param>
/// <param name="client">The client.</param>
#pragma warning disable MEAI001 // The interface is experimental there; this adapter is the one place that would change with it.
public sealed class SpeechToTextRecognizer(string name, ISpeechToTextClient client) : ISpeechRecognizer
{
    private const int SampleRate = 16_000;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var samples = new List<short>();
        await foreach (var frame in audio.WithCancellation(cancellationToken))
            using (frame)
                samples.AddRange(frame.Samples);
        if (samples.Count == 0)
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        using var file = new MemoryStream(WavFile.Build([.. samples], SampleRate));
        var text = "";
        await foreach (var update in AskAsync(file, request, cancellationToken))
        {
            // A vendor's next hypothesis replaces the last one; what is settled is added.
            if (request.WantPartials && update.Kind == SpeechToTextResponseUpdateKind.TextUpdating)
                yield return new Transcript($"{text}{update.Text}", TranscriptKind.Partial);
            else if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdated)
                text += update.Text;
            else if (update.Kind == SpeechToTextResponseUpdateKind.Error)
                throw new ProviderException(ServiceType.Asr, name, FailureKind.BadResponse, true, $"Provider '{name}' failed to recognise.") { Detail = update.Text };
        }

        yield return new Transcript(text.Trim(), TranscriptKind.Final);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IAsyncEnumerable<SpeechToTextResponseUpdate> AskAsync(Stream file, RecognitionRequest request, CancellationToken cancellationToken) =>
        client.GetStreamingTextAsync(file, new SpeechToTextOptions { SpeechLanguage = request.Language, SpeechSampleRate = SampleRate }, cancellationToken);
}
#pragma warning restore MEAI001
