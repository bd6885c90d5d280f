using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>Lets a vendor hear an utterance over a WebSocket while it is spoken.</summary>
internal static class VendorRecognition
{
    private static readonly TimeSpan _atOnce = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends the audio and gives what is understood: partial transcripts, one for each pause that is answered before more is said,
    /// and the final one. The connection stays the caller's.</summary>
    public static IAsyncEnumerable<Transcript> RunAsync(
        VendorUtterance utterance,
        IAsyncEnumerable<AudioFrame> audio,
        bool wantPartials,
        VendorContext context,
        CancellationToken cancellationToken) =>
        Duplex.RunAsync(
            token => SendAsync(utterance, audio, context, token),
            token => ReceiveAsync(utterance, wantPartials, context.Time, token),
            context,
            cancellationToken);

    private static async Task SendAsync(
        VendorUtterance utterance, IAsyncEnumerable<AudioFrame> audio, VendorContext context, CancellationToken cancellationToken)
    {
        if (utterance.KeepAliveInterval <= TimeSpan.Zero)
        {
            await foreach (var frame in audio.WithCancellation(cancellationToken))
                await SendAsync(utterance, frame, cancellationToken);
        }
        else
        {
            await using var steady = new SteadyAudio(audio, utterance.KeepAliveInterval, context, cancellationToken);
            while (await steady.NextAsync() is { } next)
                await (next.IsOverdue ? utterance.KeepAliveAsync(cancellationToken) : SendAsync(utterance, next.Frame, cancellationToken));
        }

        utterance.Progress.BeginEnd();
        await utterance.EndAsync(cancellationToken);
        utterance.Progress.End();
        await utterance.AfterEndAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendAsync(VendorUtterance utterance, AudioFrame frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            if (!frame.IsPause)
            {
                utterance.Progress.Audio();
                await utterance.SendAsync(frame, cancellationToken);
            }
            else if (utterance.Progress.TryPause())
                await utterance.PauseAsync(cancellationToken);
        }
    }

    private static async IAsyncEnumerable<Transcript> ReceiveAsync(
        VendorUtterance utterance, bool wantPartials, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (said, ended, pause, turnOver) = ("", false, 0, false);
        long endedAt = 0;
        while (true)
        {
            if (!ended)
            {
                await utterance.Socket.WaitAsync(utterance.Progress.Ended, cancellationToken);
                ended = utterance.Progress.Ended.IsCompleted;
                endedAt = time.GetTimestamp();
            }

            if (ended && utterance.IsComplete)
                break;
            var timeout = ended ? utterance.NextTimeout(time.GetElapsedTime(endedAt)) : Timeout.InfiniteTimeSpan;
            if (!await TryReceiveAsync(utterance, ended, timeout, cancellationToken) || utterance.IsEndedByVendor)
                break;
            // What comes now is, or precedes, the final transcript.
            if (ended || utterance.Progress.IsEnding)
                continue;
            if (utterance.Progress.CurrentPause is > 0 and var current && utterance.IsPauseAnswered && (current != pause || utterance.IsEndOfTurn != turnOver))
            {
                (pause, turnOver, said) = (current, utterance.IsEndOfTurn, utterance.Text);
                yield return new Transcript(said, TranscriptKind.AtPause) { EndOfTurn = turnOver };
            }
            else if (wantPartials && utterance.Text is { Length: > 0 } text && text != said)
            {
                said = text;
                yield return new Transcript(said, TranscriptKind.Partial);
            }
        }

        yield return new Transcript(utterance.Text, TranscriptKind.Final);
    }

    private static async Task<bool> TryReceiveAsync(VendorUtterance utterance, bool ended, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using var message = await utterance.Socket.ReceiveAsync(timeout > TimeSpan.Zero || !ended ? timeout : _atOnce, cancellationToken);
            if (!message.IsClose)
            {
                utterance.Take(message);
                return true;
            }
        }
        catch (ProviderException late) when (late.Kind == FailureKind.Timeout && utterance.MayEndLate)
        {
            return false;
        }
        catch (ProviderException cut) when (cut.Kind == FailureKind.BadResponse && utterance.Socket.IsLost && utterance.Progress.IsEnding && utterance.MayEndByCut)
        {
            return false;
        }

        var failure = utterance.Socket.ClosedFailure();
        return utterance.Progress.IsEnding && utterance.MayEndByClose ? false : throw failure;
    }
}
