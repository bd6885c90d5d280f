using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.DashScope;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.Qwen;

/// <summary>
/// Speaks with Qwen-TTS-Realtime: a commit per sentence, in a session that is kept for the next one. A session's settings cannot be
/// changed once it has spoken; other settings get their own.
/// </summary>
internal sealed class QwenSpeechSynthesizer(QwenVoiceOptions options, VendorContext context) : ISpeechSynthesizer
{
    private readonly DashScopeErrors _errors = new(context, options.Key);
    private readonly QwenAudio _audio = new();
    private KeptSocket? _kept;
    private string? _settings;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        var kept = await KeptAsync(QwenProtocol.Session(options, request));
        var socket = await kept.OpenAsync((open, token) => BeginAsync(open, request.Text, token), cancellationToken);
        var isWhole = false;
        try
        {
            using var session = new QwenSession(socket, _errors);
            using var decoder = new PcmDecoder(new PcmFormat(options.SampleRate));
            var isFirst = true;
            while (!isWhole)
            {
                using var message = await socket.ReceiveAsync(isFirst ? options.FirstAudioTimeout : options.IdleTimeout, cancellationToken);
                isWhole = Take(message, session, out var pcm);
                decoder.Write(pcm.Span);
                if (isWhole)
                    decoder.Complete();
                while (decoder.TryRead(out var frame))
                {
                    isFirst = false;
                    yield return frame;
                }

                if (isWhole && isFirst)
                {
                    isWhole = false;
                    throw _errors.Fail(FailureKind.BadResponse, true, "answered without audio: check that the voice speaks the text's language");
                }
            }
        }
        finally
        {
            // The vendor documents no way to end a response early: who leaves drops the connection.
            await (isWhole ? kept.KeepAsync(socket) : socket.DisposeAsync());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <returns>Whether the sentence is over.</returns>
    private bool Take(VendorMessage message, QwenSession session, out ReadOnlyMemory<byte> pcm)
    {
        if (!message.IsClose && _audio.TryRead(message.Bytes.Span, out pcm))
            return false;
        pcm = default;
        using var json = session.Read(message);
        var root = json.RootElement;
        switch (QwenSession.TypeOf(root))
        {
            case "response.audio.delta":
                // The short way could not read it: its base64 is escaped, or is none.
                pcm = root.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.String && delta.TryGetBytesFromBase64(out var bytes)
                    ? bytes : throw _errors.Malformed("audio that is no base64");
                return false;
            case "response.done":
                return root.TryGetProperty("response", out var response) && QwenSession.Text(response, "status") is "failed" or "incomplete"
                    ? throw _errors.Failed(QwenSession.Text(response, "status"), response.GetRawText()) : true;
            default:
                return false;
        }
    }

    private async Task BeginAsync(VendorSocket open, string text, CancellationToken cancellationToken)
    {
        using var session = new QwenSession(open, _errors);
        await session.SendTextAsync(text, cancellationToken);
        await session.SendAsync("input_text_buffer.commit"u8, cancellationToken);
        await session.UntilAsync(options.StartTimeout, cancellationToken, "input_text_buffer.committed", "response.created");
    }

    private async ValueTask<KeptSocket> KeptAsync(string settings)
    {
        if (_kept is not null && _settings == settings)
            return _kept;
        if (_kept is not null)
            await _kept.DisposeAsync();
        _settings = settings;
        return _kept = new KeptSocket(token => DialAsync(settings, token), options.KeepConnection, context);
    }

    private async Task<VendorSocket> DialAsync(string settings, CancellationToken cancellationToken)
    {
        var socket = await QwenSession.DialAsync(
            options.Url, options.Model, options.Key, options.Workspace, options.ConnectTimeout, _errors, context, cancellationToken);
        try
        {
            using var session = new QwenSession(socket, _errors);
            await session.UpdateAsync(settings, options.StartTimeout, cancellationToken);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }
}
