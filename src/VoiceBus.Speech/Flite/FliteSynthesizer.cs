using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Speech.Language;

namespace VoiceBus.Speech.Flite;

/// <summary>
/// Speaks English in process with flite's voice slt, 16 kHz (BSD-like licence, speech.md 3.2). A sentence is made whole,
/// in 75 ms for 2.5 s of speech, before its first frame.
/// </summary>
public sealed class FliteSynthesizer : ISpeechSynthesizer
{
    /// <summary>The provider's name in failures.</summary>
    internal const string Provider = "flite";

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        SynthesisRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireEnglish(request);
        if (!Script.IsSpeakable(request.Text))
            yield break;
        var frames = await FliteEngine.SpeakAsync(request.Text.Replace('\0', ' '), cancellationToken);
        var given = 0;
        try
        {
            while (given < frames.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return frames[given++];
            }
        }
        finally
        {
            for (; given < frames.Count; given++)
                frames[given].Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void RequireEnglish(SynthesisRequest request)
    {
        var english = request.Language is null || request.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        if (!english || Script.IsCjk(request.Text))
            throw Script.Refuse(Provider, "flite speaks English only");
        if (request.Voice is not (null or "slt"))
            throw Script.Refuse(Provider, "flite has the voice slt only");
    }
}
