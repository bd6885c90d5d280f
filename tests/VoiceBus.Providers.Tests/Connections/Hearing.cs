namespace VoiceBus.Providers.Tests.Connections;

/// <summary>Runs recognitions for tests.</summary>
internal static class Hearing
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(8);

    public static async Task<List<Transcript>> AllAsync(
        this ISpeechRecognizer recognizer, IAsyncEnumerable<AudioFrame> audio, RecognitionRequest? request = null, Action<Transcript>? said = null)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var all = new List<Transcript>();
        await foreach (var transcript in recognizer.RecognizeAsync(request ?? new RecognitionRequest(null, WantPartials: true), audio, deadline.Token))
        {
            all.Add(transcript);
            said?.Invoke(transcript);
            if (transcript.Kind == TranscriptKind.Final)
                break;
        }

        all.Count(static transcript => transcript.Kind == TranscriptKind.Final).ShouldBe(1);
        all[^1].Kind.ShouldBe(TranscriptKind.Final);
        return all;
    }

    public static async Task<string> FinalAsync(this ISpeechRecognizer recognizer, IAsyncEnumerable<AudioFrame> audio, RecognitionRequest? request = null) =>
        (await recognizer.AllAsync(audio, request))[^1].Text;
}
