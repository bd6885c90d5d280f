using System.Runtime.CompilerServices;

namespace VoiceBus.Providers.Tests.Contracts;

/// <summary>A voice with one fault, or none: the name of the fault says which.</summary>
internal sealed class FaultyVoice(string fault = "") : ISpeechSynthesizer
{
    private const int Frames = 6;
    private int _left;

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.Text.Any(char.IsLetter))
        {
            if (fault == "fails where there is no word")
                throw new InvalidOperationException("Nothing to say.");
            yield break;
        }

        if (fault == "cannot speak with feeling" && request.Emotion is not null)
            throw new NotSupportedException(request.Emotion);
        // What was left of the sentence before comes first.
        var count = Frames + (fault == "says what was left" ? _left : 0);
        var one = AudioFrame.Rent(480, 16_000);
        for (_left = count; _left > 0; _left--)
        {
            // As one waits for a vendor that is slow.
            if (_left < count && fault == "does not let itself be cancelled")
                await new TaskCompletionSource().Task;
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            if (fault == "has one buffer for all frames")
            {
                one.Samples.Fill((short)_left);
                yield return one;
                continue;
            }

            var frame = AudioFrame.Rent(fault == "has long frames" ? 4_800 : 480, fault == "has two rates" && _left == 1 ? 24_000 : 16_000);
            frame.Samples.Fill((short)(fault == "is silent" ? 0 : 1000));
            yield return fault == "gives pause markers" ? AudioFrame.Pause : frame;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
