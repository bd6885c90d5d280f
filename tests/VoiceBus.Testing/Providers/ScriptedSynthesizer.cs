using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>Speaks any sentence as a few 60 ms frames; the samples of frame n (from 0) are all n + 1.</summary>
public sealed class ScriptedSynthesizer(
    ProviderScript script, int framesPerSentence = 3, int sampleRate = 24_000) : ISpeechSynthesizer
{
    /// <summary>Samples of one frame at 24 kHz.</summary>
    public const int FrameSamples = 1440;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = script.Open(request.Text);
        await script.BeforeReplyAsync(cancellationToken);
        var frames = script.Lie == ProviderLie.Empty ? 0 : framesPerSentence;
        for (short n = 1; n <= frames; n++)
        {
            await script.DripAsync(cancellationToken);
            yield return script.Lie == ProviderLie.Nonsense ? AudioFrame.Pause : Frame(n);
            await script.AfterReplyAsync(n, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        script.InstanceDisposed();
        return ValueTask.CompletedTask;
    }

    private AudioFrame Frame(short value)
    {
        var frame = AudioFrame.Rent(FrameSamples * sampleRate / 24_000, sampleRate);
        frame.Samples.Fill(value);
        return frame;
    }
}
