using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using VoiceBus.Providers.Sound;
using VoiceBus.Providers.Connections.Http;

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
        if (type?.MediaType is "application/json" or "text/plain" or "text/html")
            throw NoSound(await call.ReadWholeAsync(LongestAnswer));
        var body = await call.ReadAsync();
        var pieces = type?.MediaType == "text/event-stream"
            ? SpeechProtocol.PiecesAsync(body, _errors, cancellationToken)
            : SoundFrames.PiecesAsync(body, cancellationToken);
        using var decoder = new SniffingDecoder(Expected(type), RateOf(type) ?? options.SampleRate ?? UsualRate);
        await foreach (var frame in SoundFrames.DecodeAsync(pieces, decoder, _errors, cancellationToken))
            yield return frame;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // What the server says it sends counts more than what it was asked for.
    private SoundFormat Expected(MediaTypeHeaderValue? type) => type?.MediaType switch
    {
        "audio/mpeg" or "audio/mp3" => SoundFormat.Mp3,
        "audio/pcm" or "audio/l16" or "audio/L16" => SoundFormat.Pcm,
        _ => options.Format,
    };

    private static int? RateOf(MediaTypeHeaderValue? type) =>
        int.TryParse(type?.Parameters.FirstOrDefault(static parameter => parameter.Name is "rate" or "sample_rate")?.Value, out var rate) ? rate : null;

    private ProviderException NoSound(byte[] body)
    {
        var said = RefusalBody.Read(System.Text.Encoding.UTF8.GetString(body));
        return _errors.Fail(
            FailureKind.BadResponse,
            true,
            $"reported an error instead of speaking{(said.Code is { } code ? $" ({code})" : "")}: check model and voice",
            detail: said.Text);
    }
}
