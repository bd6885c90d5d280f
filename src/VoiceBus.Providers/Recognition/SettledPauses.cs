using System.Runtime.CompilerServices;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// Answers pauses for vendors that cannot be asked for what they have: a text that has not changed for a while in a pause counts as what
/// was said before it. For one utterance; one reader of the audio and one of the transcripts, which may be two threads.
/// </summary>
/// <param name="settle">For how long the text must not change; infinite answers none.</param>
/// <param name="context">Whose recognition it is.</param>
internal sealed class SettledPauses(TimeSpan settle, VendorContext context)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private Pause? _pause;
    private string _text = "";
    private long _textSince;

    /// <summary>The audio, with its pauses noticed.</summary>
    public async IAsyncEnumerable<AudioFrame> WatchAsync(IAsyncEnumerable<AudioFrame> audio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            Notice(frame.IsPause);
            yield return frame;
        }
    }

    /// <summary>The transcripts, with those for pauses that the vendor does not answer.</summary>
    /// <param name="transcripts">With partial ones; enumerated once.</param>
    /// <param name="wantPartials">Whether partial transcripts are wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Transcript> AnswerAsync(
        IAsyncEnumerable<Transcript> transcripts, bool wantPartials, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = transcripts.GetAsyncEnumerator(stop.Token);
        Task<bool>? coming = null;
        try
        {
            while (true)
            {
                coming ??= answers.MoveNextAsync().AsTask();
                if (await SettledAsync(coming) is { } pause)
                {
                    pause.IsAnswered = true;
                    yield return new Transcript(_text, TranscriptKind.AtPause);
                    continue;
                }

                if (!await coming)
                    yield break;
                coming = null;
                var transcript = Read(answers.Current);
                if (wantPartials || transcript.Kind != TranscriptKind.Partial)
                    yield return transcript;
            }
        }
        finally
        {
            // An enumerator must not be disposed while it moves.
            await stop.CancelGuardedAsync(context.Guard);
            if (coming is not null)
                await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await answers.DisposeAsync();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Notice(bool isPause)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (isPause == (_pause is not null))
                return;
            _pause = isPause ? new Pause(context.Time.GetTimestamp()) : null;
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>Waits for the next transcript, or for a pause in which the text has settled.</summary>
    /// <returns>The pause; null when there is a transcript.</returns>
    private async ValueTask<Pause?> SettledAsync(Task coming)
    {
        while (!coming.IsCompleted)
        {
            var (pause, changed) = Now();
            if (pause is null or { IsAnswered: true } || _text.Length == 0 || settle == Timeout.InfiniteTimeSpan)
            {
                await Task.WhenAny(coming, changed);
                continue;
            }

            var left = settle - context.Time.GetElapsedTime(Math.Max(pause.Since, _textSince));
            if (left <= TimeSpan.Zero)
                return pause;
            await Task.WhenAny(coming, changed, Task.Delay(left, context.Time, CancellationToken.None));
        }

        return null;
    }

    private Transcript Read(Transcript transcript)
    {
        if (transcript.Text != _text)
            _textSince = context.Time.GetTimestamp();
        _text = transcript.Text;
        if (transcript.Kind == TranscriptKind.Final || Now().Pause is not { } pause)
            return transcript;
        // Words that come after the pause was answered are of it as well.
        var isAnswer = pause.IsAnswered || transcript.Kind == TranscriptKind.AtPause;
        pause.IsAnswered = isAnswer;
        return isAnswer ? transcript with { Kind = TranscriptKind.AtPause } : transcript;
    }

    private (Pause? Pause, Task Changed) Now()
    {
        lock (_gate)
            return (_pause, _changed.Task);
    }

    // Touched by the reader of the transcripts alone.
    private sealed class Pause(long since)
    {
        public long Since => since;

        public bool IsAnswered { get; set; }
    }
}
