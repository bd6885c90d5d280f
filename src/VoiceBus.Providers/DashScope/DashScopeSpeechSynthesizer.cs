using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.DashScope;

/// <summary>Speaks with CosyVoice of DashScope: a task per sentence, on a connection that is kept for the next one.</summary>
internal sealed class DashScopeSpeechSynthesizer : ISpeechSynthesizer
{
    private readonly DashScopeVoiceOptions _options;
    private readonly VendorContext _context;
    private readonly DashScopeErrors _errors;
    private readonly KeptSocket _kept;

    /// <summary>Connects when there is something to say.</summary>
    public DashScopeSpeechSynthesizer(DashScopeVoiceOptions options, VendorContext context)
    {
        (_options, _context) = (options, context);
        _errors = new DashScopeErrors(context, options.Key);
        var socket = DashScopeSockets.Options(options.Url, options.Key, options.Workspace, options.ConnectTimeout);
        _kept = new KeptSocket(token => VendorDialer.DialAsync(socket, _errors, context, token), options.KeepConnection, context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        DashScopeTask task = null!;
        var socket = await _kept.OpenAsync(BeginAsync, cancellationToken);
        var isWhole = false;
        try
        {
            await task.ContinueAsync(request.Text, cancellationToken);
            await task.FinishAsync(cancellationToken);
            using var decoder = new PcmDecoder(new PcmFormat(_options.SampleRate));
            var isFirst = true;
            while (!isWhole)
            {
                using var message = await socket.ReceiveAsync(isFirst ? _options.FirstAudioTimeout : _options.IdleTimeout, cancellationToken);
                var what = task.Read(message);
                if (what == DashScopeEvent.Audio)
                    decoder.Write(message.Bytes.Span);
                else if (what == DashScopeEvent.Finished)
                    decoder.Complete();
                while (decoder.TryRead(out var frame))
                {
                    isFirst = false;
                    yield return frame;
                }

                isWhole = what == DashScopeEvent.Finished && !isFirst;
                if (what == DashScopeEvent.Finished && isFirst)
                    throw _errors.Fail(FailureKind.BadResponse, true, "answered without audio: check that the voice speaks the text's language");
            }
        }
        finally
        {
            // A task whose text is complete runs to its end: who leaves drops the connection.
            await (isWhole ? _kept.KeepAsync(socket) : socket.DisposeAsync());
        }

        Task BeginAsync(VendorSocket open, CancellationToken token)
        {
            task = new DashScopeTask(open, _errors, _context.Time);
            return task.RunAsync(json => WritePayload(json, request), _options.StartTimeout, token);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    private void WritePayload(Utf8JsonWriter json, SynthesisRequest request)
    {
        json.WriteString("task", "tts");
        json.WriteString("function", "SpeechSynthesizer");
        json.WriteString("model", _options.Model);
        json.WriteStartObject("parameters");
        json.WriteString("text_type", "PlainText");
        json.WriteString("voice", request.Voice ?? _options.Voice);
        json.WriteString("format", "pcm");
        json.WriteNumber("sample_rate", _options.SampleRate);
        json.WriteNumber("volume", Math.Clamp((int)Math.Round(_options.Volume * (request.Volume ?? 1)), 0, 100));
        json.WriteNumber("rate", Math.Clamp(_options.Rate * (request.Speed ?? 1), 0.5, 2));
        json.WriteNumber("pitch", Math.Clamp(_options.Pitch * (request.Pitch ?? 1), 0.5, 2));
        if (_options.Instruction is { Length: > 0 } instruction)
            json.WriteString("instruction", instruction);
        json.WriteEndObject();
    }
}
