using System.Runtime.CompilerServices;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Reads a model's streamed text as sentences to be spoken one by one, with the emotion to be shown. The first one is short, so that
/// speech starts early: a clause is enough. What comes out depends on the text only, never on how it arrived.
/// </summary>
public sealed class Sentences
{
    // A model that thinks of its next word for longer leaves the user in silence.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    private readonly SentenceCutter _cutter = new();
    private readonly SpokenTextWriter _writer;
    private readonly SpeakableTextReader _reader;

    private Sentences(string? language)
    {
        _writer = new SpokenTextWriter(_cutter);
        _reader = new SpeakableTextReader(_writer, language);
    }

    /// <summary>Reads a reply as it arrives; each sentence is given as soon as it is certain where it ends.</summary>
    /// <param name="parts">Text in pieces of any size.</param>
    /// <param name="language">The language of who speaks (BCP 47), or null.</param>
    /// <param name="time">Tells when the text pauses behind what may be a sentence, which is then given.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>Sentences in order; the unpunctuated tail comes last.</returns>
    public static async IAsyncEnumerable<Sentence> Cut(
        IAsyncEnumerable<ReplyPart> parts,
        string? language,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sentences = new Sentences(language);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arriving = parts.GetAsyncEnumerator(left.Token);
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                next = arriving.MoveNextAsync().AsTask();
                if (!next.IsCompleted && !await ArrivesAsync(next, time, cancellationToken))
                {
                    sentences.Pause();
                    while (sentences._cutter.TryTake(out var paused))
                        yield return paused;
                }

                if (!await next)
                    break;
                if (sentences.Read(arriving.Current))
                    yield return Sentence.Retraction;
                while (sentences._cutter.TryTake(out var sentence))
                    yield return sentence;
            }
        }
        finally
        {
            await left.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await arriving.DisposeAsync();
        }

        sentences.Complete();
        while (sentences._cutter.TryTake(out var last))
            yield return last;
    }

    // False: the text pauses.
    private static async ValueTask<bool> ArrivesAsync(Task next, TimeProvider time, CancellationToken cancellationToken)
    {
        using var arrived = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(_pause, time, arrived.Token);
        var isThere = await Task.WhenAny(next, pause) == next;
        await arrived.CancelAsync();
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isThere || cancellationToken.IsCancellationRequested;
    }

    // True: what was given is taken back.
    private bool Read(ReplyPart part)
    {
        if (part.Retracts)
        {
            _reader.Complete();
            _writer.Restart();
            _cutter.Clear();
            return true;
        }

        if (part.Ends)
            Complete();
        else
            _reader.Read(part.Text);
        return false;
    }

    private void Pause()
    {
        _reader.Pause();
        _cutter.Pause();
    }

    private void Complete()
    {
        _reader.Complete();
        _writer.Break();
        _cutter.Complete();
    }
}
