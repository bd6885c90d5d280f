using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Chaos.Nodes;

/// <summary>Understands how much audio it heard.</summary>
internal sealed class ScriptedEar : ISpeechRecognizer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request, IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heard = TimeSpan.Zero;
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            heard += frame.IsPause ? TimeSpan.Zero : frame.Duration;
            frame.Dispose();
        }
        await Script.HoldAsync("asr", cancellationToken);
        yield return new Transcript(Script.Understood(heard), TranscriptKind.Final);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
