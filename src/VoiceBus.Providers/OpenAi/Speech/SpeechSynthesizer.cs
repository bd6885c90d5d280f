using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.OpenAi.Speech;

/// <summary>
/// Speaks by the OpenAI speech protocol; the sound leaves as it comes. By hand and not by the vendor's library, which gives the
/// sound as a whole. One call at a time.
/// </summary>
internal sealed class SpeechSynthesizer(string name, SpeechOptions options, VendorHttp http) : ISpeechSynthesizer
{
    private const int UsualRate = 24_000;
    private const int LongestAnswer = 64 * 1024;

    private readonly Uri _address = VendorAddress.Of(options.Url, "audio/speech");
    private readonly VendorTimeouts _timeouts = new(options.ConnectTimeout, options.FirstAudioTimeout, options.IdleTimeout);
    private readonly HttpErrors _errors =
        new(http.Context(ServiceType.Tts, name), [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(options.Url)]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A mark or two have no sound, and servers refuse them.
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        await using var call = new VendorCall(http, _errors, _timeouts, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = SpeechProtocol.Body(options, request) };
        VendorHeaders.Set(message, options.Key, options.Headers);
        var response = await call.SendAsync(message);
        var type = response.Content.Headers.ContentType;
        if (SoundAnswer.IsWords(type))
            throw SoundAnswer.NoSound(await call.ReadWholeAsync(LongestAnswer), _errors);
        var pieces = type?.MediaType == "text/event-stream"
            ? SpeechProtocol.PiecesAsync(call, _errors, cancellationToken)
            : SoundFrames.PiecesAsync(await call.ReadAsync(), cancellationToken);
        using var decoder = SoundAnswer.Decoder(type, options.Format, options.SampleRate ?? UsualRate);
        await foreach (var frame in SoundFrames.DecodeAsync(pieces, decoder, _errors, cancellationToken))
            yield return frame;
        await call.DrainAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
