using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>Answers tts calls: streams a sentence's audio. Another voice may take over until the first frame left.</summary>
/// <param name="providers">The synthesisers in order.</param>
public sealed class TtsAdapter(Failover<ISpeechSynthesizer> providers)
{
    /// <summary>The handler of <see cref="ServiceContracts.Tts"/>.</summary>
    public Task HandleAsync(
        IServedCall<SynthesisRequest, NoInput, AudioFrame> call, CancellationToken cancellationToken) =>
        providers.RunAsync(
            call.Message.SessionId, (tts, attempt, token) => SpeakAsync(tts, attempt, call, token), cancellationToken);

    private static async Task<bool> SpeakAsync(
        ISpeechSynthesizer synthesizer,
        ProviderAttempt attempt,
        IServedCall<SynthesisRequest, NoInput, AudioFrame> call,
        CancellationToken cancellationToken)
    {
        var heard = false;
        await foreach (var frame in synthesizer.SynthesizeAsync(call.Request, cancellationToken))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                frame.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }
            if (!heard && !frame.IsPause)
            {
                heard = true;
                attempt.Replied();
            }
            await call.ReplyAsync(frame, cancellationToken);
        }
        // Text without a letter or digit has no sound of its own.
        return heard || !call.Request.Text.Any(char.IsLetterOrDigit)
            ? true
            : throw attempt.BadResponse("The synthesiser gave no audio.");
    }
}
