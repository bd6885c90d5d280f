using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.Testing.Providers;

/// <summary>Hears a given text in any audio; the first audio frame gives a partial, a pause marker a transcript at pause.</summary>
public sealed class ScriptedRecognizer(ProviderScript script, Func<string> text) : ISpeechRecognizer
{
    /// <summary>First sample of each frame of the newest utterance.</summary>
    public List<short> Heard { get; } = [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> RecognizeAsync(
        RecognitionRequest request,
        IAsyncEnumerable<AudioFrame> audio,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = script.Open(request);
        Heard.Clear();
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            using var heard = frame;
            await script.InputAsync(Heard.Count, cancellationToken);
            if (frame.IsPause)
                yield return new Transcript(text(), TranscriptKind.AtPause);
            else if (Heard.Count == 0)
                yield return new Transcript("…", TranscriptKind.Partial);
            if (!frame.IsPause)
                Heard.Add(frame.Samples[0]);
        }
        await script.BeforeReplyAsync(cancellationToken);
        if (script.Lie == ProviderLie.Empty)
            yield break;
        await script.DripAsync(cancellationToken);
        yield return new Transcript(script.Lie == ProviderLie.Nonsense ? null! : text(), TranscriptKind.Final);
        await script.AfterReplyAsync(1, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        script.InstanceDisposed();
        return ValueTask.CompletedTask;
    }
}
