using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>Speaks by whatever server answers one HTTP request a sentence with sound. One call at a time.</summary>
internal sealed class HttpVoiceSynthesizer : ISpeechSynthesizer
{
    private const int LongestAnswer = 32 << 20;
    private const int LongestWords = 64 * 1024;

    private readonly HttpVoiceOptions _options;
    private readonly VendorHttp _http;
    private readonly HttpErrors _errors;
    private readonly RequestTemplate _template;
    private readonly VendorTimeouts _timeouts;

    /// <summary>Asks nobody yet.</summary>
    public HttpVoiceSynthesizer(string name, HttpVoiceOptions options, VendorHttp http)
    {
        (_options, _http) = (options, http);
        _template = new RequestTemplate(options);
        _timeouts = new VendorTimeouts(options.ConnectTimeout, options.FirstAudioTimeout, options.IdleTimeout);
        var address = new Uri(Template.Fill(options.Url, static _ => ""));
        _errors = new HttpErrors(http.Context(ServiceType.Tts, name), [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(address)]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A mark or two have no sound, and servers refuse them.
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        await using var call = new VendorCall(_http, _errors, _timeouts, cancellationToken);
        using var message = _template.Fill(new TemplateValues(_options, request));
        var response = await call.SendAsync(message);
        var type = response.Content.Headers.ContentType;
        if (_options.AudioPath is null && SoundAnswer.IsWords(type))
            throw SoundAnswer.NoSound(await call.ReadWholeAsync(LongestWords), _errors);
        using var decoder = SoundAnswer.Decoder(_options.AudioPath is null ? type : null, _options.Format, _options.SampleRate);
        var pieces = _options.AudioPath is null
            ? SoundFrames.PiecesAsync(await call.ReadAsync(), cancellationToken)
            : WrittenAsync(call, message, cancellationToken);
        await foreach (var frame in SoundFrames.DecodeAsync(pieces, decoder, _errors, cancellationToken))
            yield return frame;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> WrittenAsync(
        VendorCall call, HttpRequestMessage asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (sound, address) = WrittenSound.Read(await call.ReadWholeAsync(LongestAnswer), _options, asked.RequestUri!, _errors);
        if (address is null)
        {
            yield return sound;
            yield break;
        }

        await using var second = new VendorCall(_http, _errors, _timeouts, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        // The headers are this server's, and nobody else's.
        if (address.Authority == asked.RequestUri!.Authority)
            foreach (var (name, values) in asked.Headers)
                message.Headers.TryAddWithoutValidation(name, values);
        await second.SendAsync(message);
        await foreach (var piece in SoundFrames.PiecesAsync(await second.ReadAsync(), cancellationToken))
            yield return piece;
    }
}
