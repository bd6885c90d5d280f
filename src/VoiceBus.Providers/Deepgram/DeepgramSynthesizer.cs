using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.Deepgram;

/// <summary>
/// Speaks with Deepgram's Aura, over one connection that is kept from sentence to sentence as long as voice and speed stay the same:
/// both stand in its address. One call at a time.
/// </summary>
internal sealed class DeepgramSynthesizer : ISpeechSynthesizer
{
    // Deepgram speaks no more after so many in a minute on one connection.
    private const int SentencesPerConnection = 20;
    private const double Slowest = 0.7;
    private const double Fastest = 1.5;

    private static readonly ReadOnlyMemory<byte> _flush = """{"type":"Flush"}"""u8.ToArray();

    private readonly DeepgramTtsOptions _options;
    private readonly DeepgramErrors _errors;
    private readonly KeptSocket _kept;
    private (string Model, string? Speed) _voice;
    private int _sentences;

    /// <summary>Makes one; it connects when it is first asked.</summary>
    public DeepgramSynthesizer(DeepgramTtsOptions options, VendorContext context)
    {
        (_options, _errors) = (options, new DeepgramErrors(context, options.Key));
        _kept = new KeptSocket(
            token =>
            {
                _sentences = 0;
                return VendorDialer.DialAsync(DeepgramAddress.Of(options, _voice.Model, _voice.Speed), _errors, context, token);
            },
            options.KeepConnection,
            context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var voice = (request.Voice ?? _options.Voice, SpeedOf(request));
        if (voice != _voice)
            await _kept.DropAsync();
        _voice = voice;
        var first = default(VendorMessage);
        var socket = await _kept.OpenAsync(async (opened, token) => first = await BeginAsync(opened, request.Text, token), cancellationToken);
        var spoken = false;
        try
        {
            await foreach (var frame in SpeakAsync(socket, first, cancellationToken))
                yield return frame;
            spoken = ++_sentences < SentencesPerConnection;
        }
        finally
        {
            await (spoken ? _kept.KeepAsync(socket) : socket.DisposeAsync());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    private static string? SpeedOf(SynthesisRequest request) =>
        request.Speed is { } speed ? Math.Clamp(speed, Slowest, Fastest).ToString("0.##", CultureInfo.InvariantCulture) : null;

    private static ReadOnlyMemory<byte> Speak(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonText.ReadableWriter))
        {
            json.WriteStartObject();
            json.WriteString("type", "Speak");
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // A kept connection may turn out to be gone only when it is spoken to: that is seen before anybody hears anything.
    private async Task<VendorMessage> BeginAsync(VendorSocket socket, string text, CancellationToken cancellationToken)
    {
        await socket.SendTextAsync(Speak(text), cancellationToken);
        await socket.SendTextAsync(_flush, cancellationToken);
        while (true)
        {
            var message = await socket.ReceiveAsync(_options.FirstAudioTimeout, cancellationToken);
            if (message.IsClose)
                throw socket.ClosedFailure();
            if (!message.IsText)
                return message;
            using (message)
                if (IsSpoken(message))
                    return new VendorMessage(null, 0, message.Type);
        }
    }

    private async IAsyncEnumerable<AudioFrame> SpeakAsync(
        VendorSocket socket, VendorMessage first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var decoder = new PcmDecoder(new PcmFormat(_options.SampleRate));
        for (var next = first; ; next = await socket.ReceiveAsync(_options.IdleTimeout, cancellationToken))
        {
            using var message = next;
            if (message.IsClose)
                throw socket.ClosedFailure();
            // The first one, if it is text, has said already that there is nothing to hear.
            var isSpoken = message.IsText && (message.Bytes.IsEmpty || IsSpoken(message));
            if (isSpoken)
                decoder.Complete();
            else if (!message.IsText)
                decoder.Write(message.Bytes.Span);
            while (decoder.TryRead(out var frame))
                yield return frame;
            if (isSpoken)
                yield break;
        }
    }

    private bool IsSpoken(VendorMessage message)
    {
        using var json = _errors.Read(message);
        var type = DeepgramErrors.TypeOf(json.RootElement);
        // A flush that is not carried out has no other answer.
        if (type == "Warning" && json.RootElement.GetRawText().Contains("flush", StringComparison.OrdinalIgnoreCase))
            throw _errors.Said(json.RootElement);
        return type == "Flushed";
    }
}
