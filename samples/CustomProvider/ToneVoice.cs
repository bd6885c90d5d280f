using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using VoiceBus;

namespace CustomProvider;

/// <summary>How it is configured.</summary>
public sealed record ToneVoiceOptions
{
    /// <summary>Height of the tone, Hz.</summary>
    [Range(50, 5000)]
    public int Frequency { get; init; } = 440;
}

/// <summary>Sings one tone, 60 ms for each character.</summary>
public sealed class ToneVoice(ToneVoiceOptions options) : ISpeechSynthesizer
{
    private const int SampleRate = 24_000;
    private const int FrameSamples = SampleRate * 60 / 1000;

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (var i = 0; i < request.Text.Length; i++)
        {
            // Somebody interrupts: the rest is of no use.
            cancellationToken.ThrowIfCancellationRequested();
            var frame = AudioFrame.Rent(FrameSamples, SampleRate);
            for (var n = 0; n < FrameSamples; n++)
                frame.Samples[n] = (short)(8000 * Math.Sin(2 * Math.PI * options.Frequency * ((i * FrameSamples) + n) / SampleRate));
            yield return frame;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
