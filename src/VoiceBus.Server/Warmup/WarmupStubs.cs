using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Server.Warmup;

/// <summary>Understands a greeting, whatever it hears: for a process whose recognisers are elsewhere or cost money.</summary>
internal sealed class StubRecognizer : ISpeechRecognizer
{
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in audio.WithCancellation(cancellationToken))
            frame.Dispose();
        yield return new Transcript("Hello.", TranscriptKind.Final);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Speaks half a second of silence, whatever it is asked to say.</summary>
internal sealed class StubSynthesizer : ISpeechSynthesizer
{
    private const int Rate = 24_000;
    private const int Frames = 5;

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var i = 0; i < Frames && !cancellationToken.IsCancellationRequested; i++)
        {
            var frame = AudioFrame.Rent(Rate / 10, Rate);
            frame.Samples.Clear();
            yield return frame;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
