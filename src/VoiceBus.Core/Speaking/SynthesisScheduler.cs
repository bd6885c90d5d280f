using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Asks for the speech of sentences, one tts call each, a few ahead of the one being listened to. Thread-safe.
/// </summary>
/// <param name="bus">Where the calls are opened.</param>
/// <param name="format">How the device wants speech coded.</param>
internal sealed class SynthesisScheduler(IEventBus bus, AudioFormat format)
{
    /// <summary>Sentences whose speech is asked for before the one before them was heard to its end.</summary>
    private const int Ahead = 2;

    /// <summary>
    /// The sentences in order, each with its running call, which the caller disposes. Leaving early ends every call that
    /// was opened ahead, and the sentences' source, before this returns.
    /// </summary>
    /// <param name="context">On whose behalf.</param>
    /// <param name="template">How to speak; its text and format are set for each sentence.</param>
    /// <param name="sentences">What to say.</param>
    /// <param name="cancellationToken">Falls silent.</param>
    /// <exception cref="CallFailedException">The source of the sentences failed, or a call could not be opened.</exception>
    public async IAsyncEnumerable<SpokenSentence> SpeakAsync(
        CallContext context,
        SynthesisRequest template,
        IAsyncEnumerable<string> sentences,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opened = Channel.CreateBounded<SpokenSentence>(
            new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var opening = OpenAllAsync(context, template, sentences, opened.Writer, left.Token);
        try
        {
            await foreach (var sentence in opened.Reader.ReadAllAsync(cancellationToken))
                yield return sentence;
            await opening;
        }
        finally
        {
            await left.CancelAsync();
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (opened.Reader.TryRead(out var unheard))
                await unheard.Call.DisposeAsync();
        }
    }

    private async Task OpenAllAsync(
        CallContext context,
        SynthesisRequest template,
        IAsyncEnumerable<string> sentences,
        ChannelWriter<SpokenSentence> opened,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var raw in sentences.WithCancellation(cancellationToken))
            {
                var text = SpeakableText.From(raw);
                if (text.Length == 0)
                    continue;
                await opened.WaitToWriteAsync(cancellationToken);
                var request = template with { Text = text, Format = format };
                var call = await bus.OpenAsync(ServiceContracts.Tts, request, context, cancellationToken);
                await call.CompleteInputAsync(cancellationToken);
                if (!opened.TryWrite(new SpokenSentence(text, raw, call)))
                    await call.DisposeAsync();
            }
        }
        finally
        {
            // The failure itself travels by the task; the reader sees the sentences before it first.
            opened.TryComplete();
        }
    }
}
