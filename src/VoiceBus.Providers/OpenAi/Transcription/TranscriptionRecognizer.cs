using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>
/// Recognises by the OpenAI transcription protocol, which takes whole files: an utterance is sent at its end, and at each pause in
/// case that is the end. One call at a time.
/// </summary>
internal sealed class TranscriptionRecognizer(string name, TranscriptionOptions options, VendorHttp http) : ISpeechRecognizer
{
    private readonly TranscriptionClient _client = new(name, options, http);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var utterance = new TranscribedUtterance(_client, request, options.Early, http.Guard, cancellationToken);
        await using var reader = new FrameReader(audio, cancellationToken);
        while (true)
        {
            if (!await reader.WaitAsync(utterance.NextResult))
                yield return await utterance.ReportAsync();
            else if (reader.HasFrame)
                utterance.Take(reader.Frame);
            else
                break;
        }

        await foreach (var transcript in utterance.FinishAsync())
            yield return transcript;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
