using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Services;

/// <summary>
/// Answers asr calls. The utterance is kept while it is spoken, so that the next recogniser hears it from the beginning
/// when one fails; transcripts that left before are then superseded. Only the final transcript ends the choice.
/// </summary>
/// <param name="providers">The recognisers in order.</param>
/// <param name="codecs">Makes the decoders.</param>
/// <param name="events">Notified when audio had to be let go.</param>
/// <param name="malformed">Notified of each packet that cannot be decoded; from any thread. Null tells nobody.</param>
public sealed class AsrAdapter(
    Failover<ISpeechRecognizer> providers, IAudioCodecs codecs, IEventSink events, Action? malformed = null)
{
    /// <summary>How much of an utterance is kept for the next recogniser.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>The handler of <see cref="ServiceContracts.Asr"/>.</summary>
    public async Task HandleAsync(
        IServedCall<RecognitionRequest, AudioPacket, Transcript> call, CancellationToken cancellationToken)
    {
        using var decoder = DecoderOf(call.Request.Format);
        using var replay = new AudioReplayBuffer(Kept);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var recording = replay.RecordAsync(DecodeAsync(call.Inputs(over.Token), decoder, over.Token), over.Token);
        try
        {
            await providers.RunAsync(
                ProviderCaller.Of(call.Message, call.Request.Provider), (asr, attempt, token) => RecognizeAsync(asr, attempt, call, replay, token), cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await recording;
            if (replay.Lost > TimeSpan.Zero)
                events.Emit(new UtteranceTrimmed(call.Message.SessionId, replay.Lost.TotalSeconds));
        }
    }

    private static async Task<bool> RecognizeAsync(
        ISpeechRecognizer recognizer,
        ProviderAttempt attempt,
        IServedCall<RecognitionRequest, AudioPacket, Transcript> call,
        AudioReplayBuffer replay,
        CancellationToken cancellationToken)
    {
        attempt.AwaitInput();
        replay.WhenEnded(attempt.AwaitReply);
        var audio = WatchAsync(replay.PlayAsync(cancellationToken), attempt, cancellationToken);
        await foreach (var transcript in recognizer.RecognizeAsync(call.Request, audio, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (transcript.Text is null)
                throw attempt.BadResponse("The recogniser gave a transcript without text.");
            if (transcript.Kind == TranscriptKind.Final)
                attempt.Replied();
            if (transcript.Kind != TranscriptKind.Partial || call.Request.WantPartials)
                await call.ReplyAsync(transcript with { Provider = attempt.Provider }, cancellationToken);
            if (transcript.Kind == TranscriptKind.Final)
            {
                attempt.Complete();
                return true;
            }
        }
        throw attempt.BadResponse("The recogniser ended without a final transcript.");
    }

    private IFrameDecoder DecoderOf(AudioFormat format)
    {
        try
        {
            return codecs.CreateDecoder(format);
        }
        catch (NotSupportedException unable)
        {
            throw new CallFailedException(ServiceType.Asr, FailureKind.BadRequest, unable.Message);
        }
    }

    /// <summary>What the packets hold, in frames as long as needed, for the replay keeps them; malformed ones are counted and left out.</summary>
    private async IAsyncEnumerable<AudioFrame> DecodeAsync(
        IAsyncEnumerable<AudioPacket> packets, IFrameDecoder decoder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var packet in packets.WithCancellation(cancellationToken))
        {
            using var coded = packet;
            if (coded.IsPause)
                yield return AudioFrame.Pause;
            else if (decoder.TryDecode(coded.Bytes.Span, out var decoded))
                using (decoded)
                    yield return AudioFrame.Copy(decoded.Samples, decoded.SampleRate);
            else
                malformed?.Invoke();
        }
    }

    // A recogniser that hangs is noticed while somebody speaks, not only when it owes the transcript.
    private static async IAsyncEnumerable<AudioFrame> WatchAsync(
        IAsyncEnumerable<AudioFrame> audio, ProviderAttempt attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        attempt.InputWanted();
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            attempt.InputGiven();
            yield return frame;
            attempt.InputWanted();
        }
    }
}
