using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using VoiceBus;

namespace CustomProvider;

/// <summary>How it is configured: the member <c>options</c> of a provider of type <c>length</c>.</summary>
public sealed record LengthRecognizerOptions
{
    /// <summary>What it says it heard; <c>{0}</c> is the time in ms.</summary>
    [Required, StringLength(200), NotSecret]
    public string Format { get; init; } = "You spoke for {0} milliseconds.";

    /// <summary>What a vendor would give you.</summary>
    [Secret]
    public string? Key { get; init; }
}

/// <summary>Understands how long somebody spoke.</summary>
public sealed class LengthRecognizer(LengthRecognizerOptions options) : ISpeechRecognizer
{
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.Key == "wrong")
            throw new ProviderException(ServiceType.Asr, "length", FailureKind.Unauthorized, retryable: false, "The vendor does not know the key: get one there.");
        var spoken = TimeSpan.Zero;
        await foreach (var frame in audio.WithCancellation(cancellationToken))
            using (frame)
                spoken += frame.Duration;
        // An utterance may have no audio: nothing was said.
        var text = spoken == TimeSpan.Zero ? "" : string.Format(null, options.Format, (int)spoken.TotalMilliseconds);
        yield return new Transcript(text, TranscriptKind.Final);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
