namespace VoiceBus.Providers.Tests.Recognition;

/// <summary>Asks recognisers and voices.</summary>
internal static class Recognitions
{
    /// <summary>All transcripts.</summary>
    public static async Task<List<Transcript>> HearAsync(
        this ISpeechRecognizer recognizer, SpokenAudio audio, CancellationToken cancellationToken, RecognitionRequest? request = null, List<Transcript>? into = null)
    {
        into ??= [];
        await foreach (var transcript in recognizer.RecognizeAsync(request ?? new RecognitionRequest("zh-CN", true), audio.Frames(cancellationToken), cancellationToken))
            into.Add(transcript);
        return into;
    }

    /// <summary>Takes transcripts until one is of this kind.</summary>
    public static async Task<Transcript> UntilAsync(this IAsyncEnumerator<Transcript> transcripts, TranscriptKind kind)
    {
        do
        {
            (await transcripts.MoveNextAsync()).ShouldBeTrue($"there was no transcript {kind}");
        }
        while (transcripts.Current.Kind != kind);
        return transcripts.Current;
    }

    /// <summary>All samples.</summary>
    public static async Task<List<short>> SayAsync(
        this ISpeechSynthesizer voice, SynthesisRequest request, CancellationToken cancellationToken, int? rate = null)
    {
        var samples = new List<short>();
        await foreach (var frame in voice.SynthesizeAsync(request, cancellationToken))
        {
            using (frame)
            {
                frame.Duration.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(100));
                if (rate is { } hertz)
                    frame.SampleRate.ShouldBe(hertz);
                samples.AddRange(frame.Samples);
            }
        }

        return samples;
    }
}
