using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Chaos.Nodes;

/// <summary>Speaks every sentence as the same number of frames.</summary>
internal sealed class ScriptedVoice : ISpeechSynthesizer
{
    private const int Rate = 24_000;
    private const int FrameSamples = Rate * 60 / 1000;
    private const int HeldAt = 3;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < Script.FramesPerSentence; i++)
        {
            await Task.Delay(Script.Frame, TimeProvider.System, cancellationToken);
            var frame = AudioFrame.Rent(FrameSamples, Rate);
            for (var n = 0; n < FrameSamples; n++)
                frame.Samples[n] = (short)(8000 * Math.Sin(2 * Math.PI * 300 * n / Rate));
            yield return frame;
            if (i == HeldAt)
                await Script.HoldAsync("tts", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
