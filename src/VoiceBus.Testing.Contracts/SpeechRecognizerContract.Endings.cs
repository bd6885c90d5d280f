using Xunit;

namespace VoiceBus.Testing;

/// <content>How a call ends, and what becomes of its frames.</content>
public abstract partial class SpeechRecognizerContract
{
    /// <summary>Each frame is the recogniser's, from the moment it takes it.</summary>
    [Fact]
    public async Task Every_frame_is_disposed_exactly_once()
    {
        using var ledger = await FrameLedger.OpenAsync();
        await using (var recognizer = Create())
            await RecognizeAsync(recognizer, new Utterance(ledger).Speak(Speech).Pause().Speak(Speech));
        await ledger.IsEvenAsync(CallTimeout);
    }

    /// <summary>Also those that were taken before somebody lost interest.</summary>
    [Fact]
    public async Task Every_frame_is_disposed_exactly_once_when_the_call_is_cancelled()
    {
        using var ledger = await FrameLedger.OpenAsync();
        await using (var recognizer = Create())
            await CancelAsync(recognizer, ledger);
        await ledger.IsEvenAsync(CallTimeout);
    }

    /// <summary>Also those that were taken before the audio was lost, which is the end of the call.</summary>
    [Fact]
    public async Task Audio_that_breaks_off_ends_the_call_without_a_final_transcript_and_every_frame_is_disposed()
    {
        using var ledger = await FrameLedger.OpenAsync();
        await using (var recognizer = Create())
        {
            var call = DrainAsync(recognizer, new Utterance(ledger).Speak(Speech).Break(), CancellationToken.None);
            await EndsAsync(call, "a call whose audio broke off");
            Assert.True(call.IsFaulted || call.IsCanceled, "words of a part of an utterance were given for the whole");
        }

        await ledger.IsEvenAsync(CallTimeout);
    }

    /// <summary>Also those that were taken before the provider failed.</summary>
    [Fact]
    public async Task Every_frame_that_was_taken_is_disposed_exactly_once_when_the_provider_fails()
    {
        if (CreateFailing() is not { } failing)
            return;
        using var ledger = await FrameLedger.OpenAsync();
        await using (failing)
            await EndsAsync(DrainAsync(failing, new Utterance(ledger).Speak(Speech), CancellationToken.None), "the failing call");
        await ledger.IsEvenAsync(CallTimeout, mayBeEmpty: true);
    }

    /// <summary>A caller that has gone waits for nobody, whatever the recogniser was waiting for.</summary>
    [Fact]
    public async Task Cancelling_ends_a_call_at_once()
    {
        await using var recognizer = Create();
        await IsCancelledInTimeAsync(async token => await BeginAsync(recognizer, null, token));
    }

    /// <summary>Nothing is begun that nobody wants.</summary>
    [Fact]
    public async Task A_call_that_was_cancelled_before_it_began_ends_at_once()
    {
        await using var recognizer = Create();
        await IsCancelledInTimeAsync(_ => Task.FromResult<Task>(
            DrainAsync(recognizer, new Utterance().Speak(Speech).Wait(), new CancellationToken(canceled: true))));
    }

    /// <summary>What is left of a cancelled utterance is in nobody's way.</summary>
    [Fact]
    public async Task After_a_cancelled_utterance_the_next_is_understood()
    {
        await using var recognizer = Create();
        await CancelAsync(recognizer, null);
        Assert.False(string.IsNullOrWhiteSpace((await RecognizeAsync(recognizer, new Utterance().Speak(Speech)))[^1].Text), "the next utterance was not understood");
    }

    private async Task CancelAsync(ISpeechRecognizer recognizer, FrameLedger? ledger)
    {
        using var stop = new CancellationTokenSource();
        var call = await BeginAsync(recognizer, ledger, stop.Token);
        await stop.CancelAsync();
        await EndsAsync(call, "the cancelled call");
        await EndsAsCancelledAsync(call);
    }

    /// <summary>A call in its middle: all audio was taken, and more is waited for.</summary>
    private async Task<Task> BeginAsync(ISpeechRecognizer recognizer, FrameLedger? ledger, CancellationToken cancellationToken)
    {
        var utterance = new Utterance(ledger).Speak(Speech).Wait();
        var call = DrainAsync(recognizer, utterance, cancellationToken);
        var first = await InTimeAsync(Task.WhenAny(utterance.IsWaiting, call), "taking the audio");
        if (first == call)
        {
            await call;
            Assert.Fail("the call ended before its audio did");
        }

        return call;
    }

    private async Task<List<Transcript>> RecognizeAsync(ISpeechRecognizer recognizer, Utterance utterance, Action<Transcript>? heard = null)
    {
        var all = await InTimeAsync(DrainAsync(recognizer, utterance, CancellationToken.None, heard), "an utterance");
        Assert.Single(all, static transcript => transcript.Kind == TranscriptKind.Final);
        Assert.Equal(TranscriptKind.Final, all[^1].Kind);
        Assert.All(all, static transcript => Assert.NotNull(transcript.Text));
        return all;
    }

    private async Task<List<Transcript>> DrainAsync(
        ISpeechRecognizer recognizer, Utterance utterance, CancellationToken cancellationToken, Action<Transcript>? heard = null)
    {
        // Whoever blocks must not keep its caller from looking at the time.
        await Task.Yield();
        var all = new List<Transcript>();
        await foreach (var transcript in recognizer.RecognizeAsync(Request, utterance.Frames(cancellationToken), cancellationToken))
        {
            all.Add(transcript);
            heard?.Invoke(transcript);
        }

        return all;
    }
}
