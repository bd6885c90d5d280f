using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Speaks with Doubao's bidirectional synthesis: one session per sentence, on a connection that is kept for the next one. A connection
/// is of one resource; a voice of another gets its own.
/// </summary>
internal sealed class DoubaoSpeechSynthesizer(DoubaoVoiceOptions options, VendorContext context) : ISpeechSynthesizer
{
    private readonly DoubaoErrors _errors = new(context, options.Key, options.AccessToken);
    private KeptSocket? _kept;
    private string? _resource;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        var kept = await KeptAsync(options.ResourceOf(request.Voice ?? options.Voice));
        DoubaoSession session = null!;
        var socket = await kept.OpenAsync(BeginAsync, cancellationToken);
        var isWhole = false;
        try
        {
            await session.SpeakAsync(request.Text, cancellationToken);
            using var decoder = new PcmDecoder(new PcmFormat(options.SampleRate));
            var isFirst = true;
            while (true)
            {
                using var audio = await session.NextAsync(isFirst ? options.FirstAudioTimeout : options.IdleTimeout, cancellationToken);
                if (audio.IsEnd)
                    decoder.Complete();
                else
                    decoder.Write(audio.Bytes.Span);
                while (decoder.TryRead(out var frame))
                {
                    isFirst = false;
                    yield return frame;
                }

                if (audio.IsEnd)
                    break;
            }

            isWhole = !isFirst ? true : throw _errors.Fail(FailureKind.BadResponse, true, "answered without audio: check that the voice speaks the text's language");
        }
        finally
        {
            // A session whose text is complete cannot be cancelled: who leaves drops the connection.
            await (isWhole ? kept.KeepAsync(socket) : socket.DisposeAsync());
        }

        async Task BeginAsync(VendorSocket open, CancellationToken token)
        {
            session = new DoubaoSession(open, _errors, context.Time);
            await session.StartAsync(DoubaoTtsProtocol.Session(options, request), options.StartTimeout, token);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<KeptSocket> KeptAsync(string resource)
    {
        if (_kept is not null && _resource == resource)
            return _kept;
        if (_kept is not null)
            await _kept.DisposeAsync();
        _resource = resource;
        return _kept = new KeptSocket(token => DialAsync(resource, token), options.KeepConnection, context);
    }

    private async Task<VendorSocket> DialAsync(string resource, CancellationToken cancellationToken)
    {
        var where = new VendorSocketOptions
        {
            Url = options.Url,
            Headers = DoubaoCredentials.Headers(options.Key, options.AppId, options.AccessToken, resource, context),
            ConnectTimeout = options.ConnectTimeout,
        };
        var socket = await VendorDialer.DialAsync(where, _errors, context, cancellationToken);
        try
        {
            await new DoubaoSession(socket, _errors, context.Time).ConnectAsync(options.StartTimeout, cancellationToken);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }
}
