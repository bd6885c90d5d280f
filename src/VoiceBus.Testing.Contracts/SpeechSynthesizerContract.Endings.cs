using Xunit;

namespace VoiceBus.Testing;

/// <content>How a call ends.</content>
public abstract partial class SpeechSynthesizerContract
{
    /// <summary>Somebody who interrupts waits for nobody.</summary>
    [Fact]
    public async Task Cancelling_in_mid_sentence_ends_it_at_once()
    {
        await using var voice = Create();
        await IsCancelledInTimeAsync(async token => (await BeginAsync(voice, token))());
    }

    /// <summary>Nothing is begun that nobody wants.</summary>
    [Fact]
    public async Task A_call_that_was_cancelled_before_it_began_ends_at_once()
    {
        await using var voice = Create();
        await IsCancelledInTimeAsync(_ => Task.FromResult<Task>(
            DrainAsync(voice, Sentence, new CancellationToken(canceled: true))));
    }

    /// <summary>What is left of a cancelled sentence is in nobody's way, and not in the next sentence.</summary>
    [Fact]
    public async Task After_a_cancelled_sentence_the_next_is_spoken_as_if_nothing_had_been()
    {
        await using var voice = Create();
        var whole = await SpeakAsync(voice, Sentence);
        using var stop = new CancellationTokenSource();
        var hearRest = await BeginAsync(voice, stop.Token);
        // Before another frame is asked for: a voice that is quick would be at its end otherwise.
        await stop.CancelAsync();
        await EndsAsync(hearRest(), "the cancelled sentence");
        Assert.Equal(whole.TotalSeconds, (await SpeakAsync(voice, Sentence)).TotalSeconds, tolerance: 0.15 * whole.TotalSeconds);
    }

    /// <summary>A caller may also just stop to listen.</summary>
    [Fact]
    public async Task After_a_sentence_nobody_heard_to_its_end_the_next_is_spoken()
    {
        await using var voice = Create();
        await InTimeAsync(HearOneFrameAsync(voice), "leaving in mid-sentence");
        await SpeakAsync(voice, Sentence);
    }

    private async Task<bool> HearOneFrameAsync(ISpeechSynthesizer voice)
    {
        await Task.Yield();
        await foreach (var frame in voice.SynthesizeAsync(Sentence, CancellationToken.None))
        {
            frame.Dispose();
            return true;
        }

        return false;
    }

    /// <summary>A sentence in its middle: the first frame is there.</summary>
    /// <returns>Hears the rest of it.</returns>
    private async Task<Func<Task>> BeginAsync(ISpeechSynthesizer voice, CancellationToken cancellationToken)
    {
        var frames = voice.SynthesizeAsync(Sentence, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.True(await InTimeAsync(frames.MoveNextAsync().AsTask(), "the first frame"), "there was no sound");
        frames.Current.Dispose();
        return RestAsync;

        async Task RestAsync()
        {
            await using (frames)
            {
                await Task.Yield();
                while (await frames.MoveNextAsync())
                    frames.Current.Dispose();
            }
        }
    }
}
