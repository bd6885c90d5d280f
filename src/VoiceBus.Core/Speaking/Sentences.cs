using System.Runtime.CompilerServices;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Cuts a model's streamed text into sentences to be spoken one by one. The first one is short, so that speech starts early:
/// a clause is enough. What is cut depends on the text only, never on how it arrived.
/// </summary>
public static class Sentences
{
    /// <summary>Cuts text as it arrives; each sentence is given as soon as it is certain where it ends.</summary>
    /// <param name="words">Text in pieces of any size.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>
    /// Sentences in order, trimmed and never empty, together holding every character but the white space between them; the
    /// unpunctuated tail comes last. They may hold markup: see <see cref="SpeakableText"/>.
    /// </returns>
    public static async IAsyncEnumerable<string> Cut(
        IAsyncEnumerable<string> words,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cutter = new SentenceCutter();
        await foreach (var piece in words.WithCancellation(cancellationToken))
        {
            cutter.Append(piece);
            while (cutter.TryCut(out var sentence))
                yield return sentence;
        }

        if (cutter.TryFinish(out var tail))
            yield return tail;
    }
}
