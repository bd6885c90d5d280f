using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Recognises English offline with the shared model; costs next to nothing itself, so one per pool slot is fine. One
/// call at a time.
/// </summary>
internal sealed class MoonshineRecognizer(ISegmentDecoder decoder, MoonshineOptions options, TimeProvider time) : ISpeechRecognizer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request,
        IAsyncEnumerable<AudioFrame> audio,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireEnglish(request.Language);
        await using var utterance = new Utterance(decoder, options, time, request.WantPartials, cancellationToken);
        await using var reader = new FrameReader(audio, cancellationToken);
        while (true)
        {
            if (!await reader.WaitAsync(utterance.NextResult))
            {
                if (await utterance.ReportAsync() is { } transcript)
                    yield return transcript;
            }
            else if (reader.HasFrame)
                utterance.Take(reader.Frame);
            else
                break;
        }
        yield return new Transcript(await utterance.FinishAsync(), TranscriptKind.Final);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void RequireEnglish(string? language)
    {
        if (language is null || language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            return;
        throw new ProviderException(
            ServiceType.Asr,
            MoonshineModel.Provider,
            FailureKind.BadRequest,
            retryable: true,
            $"moonshine understands English only, not {language}");
    }
}
