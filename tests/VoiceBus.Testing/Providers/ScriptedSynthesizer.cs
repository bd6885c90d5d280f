using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>Speaks any sentence as a few 60 ms frames at 24 kHz; the samples of frame n (from 0) are all n + 1.</summary>
public sealed class ScriptedSynthesizer(ProviderScript script, int framesPerSentence = 3) : ISpeechSynthesizer
{
    /// <summary>Samples of one frame.</summary>
    public const int FrameSamples = 1440;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = script.Open();
        await script.BeforeReplyAsync(cancellationToken);
        for (short n = 0; n < framesPerSentence; n++)
        {
            var frame = AudioFrame.Rent(FrameSamples, 24_000);
            frame.Samples.Fill((short)(n + 1));
            yield return frame;
            if (n == 0)
                await script.AfterReplyAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        script.InstanceDisposed();
        return ValueTask.CompletedTask;
    }
}
