using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>A voice whose words are written down, so that a test need not understand its sound.</summary>
/// <param name="voice">Speaks; disposed with this.</param>
/// <param name="said">Gets each sentence that was spoken to its end, with its length.</param>
public sealed class OverheardSynthesizer(ISpeechSynthesizer voice, ConcurrentQueue<(string Text, TimeSpan Audio)> said) : ISpeechSynthesizer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var audio = TimeSpan.Zero;
        await foreach (var frame in voice.SynthesizeAsync(request, cancellationToken))
        {
            audio += frame.Duration;
            yield return frame;
        }

        said.Enqueue((request.Text, audio));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => voice.DisposeAsync();
}
