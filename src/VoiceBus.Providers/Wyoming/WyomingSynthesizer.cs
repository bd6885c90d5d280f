using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.Wyoming;

/// <summary>
/// Speaks with a Wyoming service, over one connection that is kept from sentence to sentence. Speed, pitch and volume are the
/// service's own: the protocol has none. One call at a time.
/// </summary>
internal sealed class WyomingSynthesizer : ISpeechSynthesizer
{
    private const int UsualPort = 10_200;

    private readonly WyomingTtsOptions _options;
    private readonly WyomingErrors _errors;
    private readonly KeptConnection<WyomingConnection> _kept;

    /// <summary>Makes one; it connects when it is first asked.</summary>
    public WyomingSynthesizer(WyomingTtsOptions options, VendorContext context)
    {
        (_options, _errors) = (options, new WyomingErrors(context));
        _kept = new KeptConnection<WyomingConnection>(
            token => WyomingConnection.DialAsync(options.Url, UsualPort, options.ConnectTimeout, _errors, context, token), options.KeepConnection, context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = default(WyomingEvent);
        var connection = await _kept.OpenAsync(async (opened, token) => first = await BeginAsync(opened, request, token), cancellationToken);
        var spoken = false;
        try
        {
            await foreach (var frame in SpeakAsync(connection, first, cancellationToken))
                yield return frame;
            spoken = true;
        }
        finally
        {
            await (spoken ? _kept.KeepAsync(connection) : connection.DisposeAsync());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    // A kept connection may turn out to be gone only when it is spoken to: that is seen before anybody hears anything.
    private async Task<WyomingEvent> BeginAsync(WyomingConnection connection, SynthesisRequest request, CancellationToken cancellationToken)
    {
        var (voice, language) = (request.Voice ?? _options.Voice, request.Language);
        await connection.SendAsync(
            connection.Writer.Write("synthesize"u8, json =>
            {
                json.WriteString("text", request.Text);
                if ((voice ?? language) is null)
                    return;
                // A name overrules the language, and the speaker is one of the configured voice's.
                json.WriteStartObject("voice");
                json.WriteString(voice is null ? "language" : "name", voice ?? language);
                if (voice is not null && voice == _options.Voice && _options.Speaker is { } speaker)
                    json.WriteString("speaker", speaker);
                json.WriteEndObject();
            }),
            cancellationToken);
        var first = await connection.ReceiveAsync(_options.FirstAudioTimeout, cancellationToken);
        return first.IsEnd ? throw _errors.Ended("it had spoken") : first;
    }

    private async IAsyncEnumerable<AudioFrame> SpeakAsync(
        WyomingConnection connection, WyomingEvent first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PcmDecoder? decoder = null;
        try
        {
            for (var next = first; ; next = await connection.ReceiveAsync(decoder is null ? _options.FirstAudioTimeout : _options.IdleTimeout, cancellationToken))
            {
                using var received = next;
                Take(received, ref decoder);
                while (decoder is not null && decoder.TryRead(out var frame))
                    yield return frame;
                if (received.Type == "audio-stop")
                    yield break;
            }
        }
        finally
        {
            decoder?.Dispose();
        }
    }

    private void Take(WyomingEvent received, ref PcmDecoder? decoder)
    {
        switch (received.Type)
        {
            case "audio-start" when decoder?.SampleRate != received.Data.Rate:
                decoder?.Dispose();
                decoder = Decoder(received.Data);
                break;
            case "audio-chunk":
                (decoder ??= Decoder(received.Data)).Write(received.Payload);
                break;
            case "audio-stop":
                decoder?.Complete();
                break;
            case "error":
                throw _errors.Said(received.Data);
            case "":
                throw _errors.Ended("it had spoken to the end");
        }
    }

    private PcmDecoder Decoder(WyomingData format) => format is { Rate: >= 4000 and <= 192_000, Width: >= 1 and <= 4, Channels: >= 1 and <= 8 }
        ? new PcmDecoder(new PcmFormat(format.Rate, format.Channels, format.Width * 8))
        : throw _errors.Malformed($"audio at {format.Rate} Hz in {format.Width} bytes and {format.Channels} channels");
}
