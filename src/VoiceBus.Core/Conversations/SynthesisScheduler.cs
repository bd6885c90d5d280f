using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Core.Speaking;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Asks for the speech of sentences, one tts call each, a few ahead of the one being listened to. Thread-safe.
/// </summary>
/// <param name="bus">Where the calls are opened.</param>
/// <param name="format">How the device wants speech coded.</param>
internal sealed class SynthesisScheduler(IEventBus bus, AudioFormat format)
{
    /// <summary>Sentences whose speech is asked for before the one before them was heard to its end.</summary>
    private const int Ahead = 2;

    /// <summary>Sentences that are read before they can be spoken: what takes them back must be known before they are.</summary>
    private const int ReadAhead = 256;

    /// <summary>
    /// The sentences in order, each with its running call, which the caller disposes. Leaving early ends every call that
    /// was opened ahead, and the sentences' source, before this returns. What is taken back and was not given yet is not spoken.
    /// </summary>
    /// <param name="context">On whose behalf.</param>
    /// <param name="template">How to speak; its text and format are set for each sentence.</param>
    /// <param name="sentences">What to say.</param>
    /// <param name="cancellationToken">Falls silent.</param>
    /// <exception cref="CallFailedException">The source of the sentences failed, or a call could not be opened.</exception>
    public async IAsyncEnumerable<SpokenSentence> SpeakAsync(
        CallContext context,
        SynthesisRequest template,
        IAsyncEnumerable<Sentence> sentences,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<SpokenSentence>(new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });
        var opened = Channel.CreateBounded<SpokenSentence>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var reading = ReadAllAsync(sentences, read.Writer, left.Token);
        var opening = OpenAllAsync(context, template, read.Reader, opened.Writer, left.Token);
        try
        {
            await foreach (var sentence in opened.Reader.ReadAllAsync(cancellationToken))
            {
                if (sentence.IsRetracted)
                    await sentence.DisposeAsync();
                else
                    yield return sentence;
            }

            await opening;
            await reading;
        }
        finally
        {
            await left.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (opened.Reader.TryRead(out var unheard))
                await unheard.DisposeAsync();
        }
    }

    private static async Task ReadAllAsync(IAsyncEnumerable<Sentence> sentences, ChannelWriter<SpokenSentence> read, CancellationToken cancellationToken)
    {
        try
        {
            var since = new List<SpokenSentence>();
            await foreach (var sentence in sentences.WithCancellation(cancellationToken))
            {
                if (sentence.Retracts)
                {
                    since.ForEach(static taken => taken.Retract());
                    since.Clear();
                }
                else if (sentence.Text.Length == 0 && since.Count > 0)
                {
                    since[^1].Show(sentence.Emotion);
                }
                else if (sentence.Text.Length > 0 || sentence.Emotion is not null)
                {
                    since.Add(new SpokenSentence(sentence.Text, sentence.Emotion));
                    await read.WriteAsync(since[^1], cancellationToken);
                }
            }
        }
        finally
        {
            // The failure itself travels by the task; the reader sees the sentences before it first.
            read.TryComplete();
        }
    }

    private async Task OpenAllAsync(
        CallContext context,
        SynthesisRequest template,
        ChannelReader<SpokenSentence> read,
        ChannelWriter<SpokenSentence> opened,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var sentence in read.ReadAllAsync(cancellationToken))
            {
                await opened.WaitToWriteAsync(cancellationToken);
                if (sentence.IsRetracted)
                    continue;
                if (sentence.Text.Length > 0)
                    await sentence.OpenAsync(bus, template with { Text = sentence.Text, Format = format }, context, cancellationToken);
                if (!opened.TryWrite(sentence))
                    await sentence.DisposeAsync();
            }
        }
        finally
        {
            opened.TryComplete();
        }
    }
}
