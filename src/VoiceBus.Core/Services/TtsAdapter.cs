using System.Collections.Concurrent;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>
/// Answers tts calls: streams a sentence's audio, coded as the caller wants it. When a voice breaks off, the next one speaks
/// what is left of the sentence, from the word where it broke off; its frames may have another sample rate. Thread-safe.
/// </summary>
/// <param name="providers">The synthesisers in order.</param>
/// <param name="codecs">Makes the encoders.</param>
public sealed class TtsAdapter(Failover<ISpeechSynthesizer> providers, IAudioCodecs codecs) : IDisposable
{
    private const int LowestRate = 4_000;
    private const int HighestRate = 192_000;

    private readonly SpeechEncoders _encoders = new(codecs);

    // One per provider and speed ever asked for.
    private readonly ConcurrentDictionary<(string Provider, double Speed), SpeechRateEstimator> _paces = new();

    /// <summary>The handler of <see cref="ServiceContracts.Tts"/>.</summary>
    public async Task HandleAsync(
        IServedCall<SynthesisRequest, NoInput, AudioPacket> call, CancellationToken cancellationToken)
    {
        using var speech = new PartialSpeech(call.Request, _encoders);
        await providers.RunAsync(
            ProviderCaller.Of(call.Message, call.Request.Provider), (tts, attempt, token) => SpeakAsync(tts, attempt, call, speech, token), cancellationToken);
        speech.Flush();
        while (speech.TryTake(out var packet, cancellationToken))
            await call.ReplyAsync(packet, cancellationToken);
    }

    /// <summary>Lets go of the encoders; calls under way may still end.</summary>
    public void Dispose() => _encoders.Dispose();

    private async Task<bool> SpeakAsync(
        ISpeechSynthesizer synthesizer,
        ProviderAttempt attempt,
        IServedCall<SynthesisRequest, NoInput, AudioPacket> call,
        PartialSpeech speech,
        CancellationToken cancellationToken)
    {
        var request = speech.Remaining;
        // Text without a letter or digit has no sound of its own.
        var silent = !request.Text.Any(char.IsLetterOrDigit);
        if (request.Text.Length == 0)
            return true;
        var heard = false;
        await foreach (var frame in synthesizer.SynthesizeAsync(request, cancellationToken))
        {
            Inspect(frame, attempt, cancellationToken);
            if (!heard)
                speech.Begin(request, PaceOf(attempt.Provider, request.Speed ?? 1));
            heard = true;
            using (frame)
                speech.Add(frame, cancellationToken);
            while (speech.TryTake(out var packet, cancellationToken))
            {
                var leaving = call.ReplyAsync(packet, cancellationToken);
                if (!leaving.IsCompleted)
                    attempt.PauseForConsumer();
                await leaving;
            }
            attempt.ExpectNext();
        }
        if (!heard && !silent)
            throw attempt.BadResponse("The synthesiser gave no audio.");
        if (heard)
            speech.End();
        return true;
    }

    /// <summary>Lets a frame through that may leave; any other is given back.</summary>
    private static void Inspect(AudioFrame frame, ProviderAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (frame.Length == 0 || frame.SampleRate is < LowestRate or > HighestRate)
                throw attempt.BadResponse($"The synthesiser gave a frame of {frame.Length} samples at {frame.SampleRate} Hz.");
            if (attempt.Latency is null)
                attempt.Replied();
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    private SpeechRateEstimator PaceOf(string provider, double speed) => _paces.GetOrAdd((provider, speed), static _ => new SpeechRateEstimator());
}
