using System.Runtime.CompilerServices;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// Makes transcripts of what a vendor understands, for one utterance. Most streaming vendors cannot be asked for what they have at a
/// pause: their text counts as that once it is said to be of all audio before the pause, or has not changed for a while in it. One
/// sender and one reader, which may be two threads.
/// </summary>
/// <param name="settle">For how long the text must not change in a pause; infinite: it has to be said to be of all audio.</param>
/// <param name="context">Whose recognition it is.</param>
internal sealed class PauseTracker(TimeSpan settle, VendorContext context)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private Pause? _pause;
    private string _text = "";
    private TimeSpan _heard;
    private long _textSince;

    /// <summary>The speaker pauses.</summary>
    /// <param name="sent">How much audio was sent before it.</param>
    public void Paused(TimeSpan sent)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _pause = new Pause(sent, context.Time.GetTimestamp());
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>The speaker goes on.</summary>
    public void Resumed()
    {
        lock (_gate)
            _pause = null;
    }

    /// <summary>Makes the transcripts; the last is the final one.</summary>
    /// <param name="understood">What the vendor says, up to what is final; enumerated once.</param>
    /// <param name="wantPartials">Whether partial transcripts are wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<Understood> understood, bool wantPartials, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = understood.GetAsyncEnumerator(stop.Token);
        Task<bool>? coming = null;
        try
        {
            while (true)
            {
                coming ??= answers.MoveNextAsync().AsTask();
                if (await SettledAsync(coming) is { } pause)
                {
                    pause.IsReported = true;
                    yield return new Transcript(_text, TranscriptKind.AtPause);
                    continue;
                }

                if (!await coming)
                    yield break;
                coming = null;
                if (Read(answers.Current, wantPartials) is { } transcript)
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

    /// <summary>Waits for the next answer, or for a pause before which nothing more will be understood.</summary>
    /// <returns>The pause; null when there is an answer.</returns>
    private async ValueTask<Pause?> SettledAsync(Task coming)
    {
        while (!coming.IsCompleted)
        {
            var (pause, changed) = Now();
            if (pause is null or { IsReported: true } || _text.Length == 0)
            {
                await Task.WhenAny(coming, changed);
                continue;
            }

            if (_heard >= pause.Sent)
                return pause;
            var left = Left(pause);
            if (left == TimeSpan.Zero)
                return pause;
            await Task.WhenAny(coming, changed, Task.Delay(left, context.Time, CancellationToken.None));
        }

        return null;
    }

    private Transcript? Read(Understood answer, bool wantPartials)
    {
        var isNew = answer.Text != _text;
        if (isNew)
            _textSince = context.Time.GetTimestamp();
        _text = answer.Text;
        if (answer.Heard > _heard)
            _heard = answer.Heard;
        if (answer.IsFinal)
            return new Transcript(_text, TranscriptKind.Final);
        if (Now().Pause is { } pause && _text.Length > 0 && (pause.IsReported ? isNew : _heard >= pause.Sent))
        {
            pause.IsReported = true;
            return new Transcript(_text, TranscriptKind.AtPause);
        }

        return isNew && wantPartials && _text.Length > 0 ? new Transcript(_text, TranscriptKind.Partial) : null;
    }

    private TimeSpan Left(Pause pause)
    {
        if (settle == Timeout.InfiniteTimeSpan)
            return settle;
        var left = settle - context.Time.GetElapsedTime(Math.Max(pause.Since, _textSince));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private (Pause? Pause, Task Changed) Now()
    {
        lock (_gate)
            return (_pause, _changed.Task);
    }

    private sealed class Pause(TimeSpan sent, long since)
    {
        public TimeSpan Sent => sent;

        public long Since => since;

        public bool IsReported { get; set; }
    }
}
