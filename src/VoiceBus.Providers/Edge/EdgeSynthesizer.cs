using System.Runtime.CompilerServices;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.Edge;

/// <summary>
/// Speaks with the service that Microsoft Edge reads pages aloud with. The connection is kept for the next sentence for a while. One
/// call at a time.
/// </summary>
internal sealed class EdgeSynthesizer : ISpeechSynthesizer
{
    private readonly EdgeOptions _options;
    private readonly EdgeClock _clock;
    private readonly VendorContext _context;
    private readonly EdgeErrors _errors;
    private readonly KeptSocket _kept;
    private VendorSocket? _configured;

    /// <summary>Connects to nobody yet.</summary>
    public EdgeSynthesizer(EdgeOptions options, EdgeClock clock, VendorContext context)
    {
        (_options, _clock, _context) = (options, clock, context);
        _errors = new EdgeErrors(context);
        _kept = new KeptSocket(new EdgeDialer(options, clock, context).DialAsync, options.KeepConnection, context);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!request.Text.Any(char.IsLetterOrDigit))
            yield break;
        var voice = EdgeVoices.Choose(_options, request);
        foreach (var piece in EdgeProtocol.Pieces(request.Text))
            await foreach (var frame in SpeakAsync(piece, voice, request, cancellationToken))
                yield return frame;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _kept.DisposeAsync();

    private async IAsyncEnumerable<AudioFrame> SpeakAsync(
        string piece, string voice, SynthesisRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(_context.Time.GetUtcNow()).ToString("N");
        var whole = false;
        var socket = await _kept.OpenAsync(BeginAsync, cancellationToken);
        try
        {
            using var decoder = new Mp3Decoder();
            var sound = false;
            while (await NextAsync(socket, id, sound ? _options.IdleTimeout : _options.FirstAudioTimeout, cancellationToken) is { } message)
                using (message)
                {
                    sound |= !message.Sound.IsEmpty;
                    SoundFrames.Write(decoder, message.Sound.Span, _errors);
                    while (decoder.TryRead(out var frame))
                        yield return frame;
                }

            if (!sound)
                throw _errors.NoSound(voice);
            SoundFrames.Complete(decoder, _errors);
            while (decoder.TryRead(out var last))
                yield return last;
            whole = true;
        }
        finally
        {
            await (whole ? _kept.KeepAsync(socket) : socket.DisposeAsync());
        }

        async Task BeginAsync(VendorSocket open, CancellationToken token)
        {
            if (!ReferenceEquals(open, _configured))
                await open.SendTextAsync(EdgeProtocol.Config(_clock.Timestamp), token);
            _configured = open;
            await open.SendTextAsync(EdgeProtocol.Speak(id, _clock.Timestamp, voice, piece, request), token);
            // Only the answer tells whether a kept connection still is one.
            using var started = await open.ReceiveAsync(_options.FirstAudioTimeout, token);
            if (started.IsClose)
                throw open.ClosedFailure();
            var path = started.IsText ? EdgeProtocol.Header(EdgeProtocol.HeadersOf(started.Bytes).Span, "Path"u8) : null;
            if (path == "turn.end")
                throw _errors.NoSound(voice);
            if (path is null)
                throw _errors.Malformed("a sentence does not begin with turn.start");
        }
    }

    // The next sound of this sentence; null at its end.
    private async ValueTask<SoundMessage?> NextAsync(VendorSocket socket, string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await socket.ReceiveAsync(timeout, cancellationToken);
            if (message.IsClose)
                throw socket.ClosedFailure();
            if (message.IsText)
            {
                using (message)
                {
                    var headers = EdgeProtocol.HeadersOf(message.Bytes);
                    if (IsOurs(headers.Span, id) && EdgeProtocol.Header(headers.Span, "Path"u8) == "turn.end")
                        return null;
                }
            }
            else if (Sound(message, id) is { } sound)
            {
                return sound;
            }
        }
    }

    private SoundMessage? Sound(VendorMessage message, string id)
    {
        if (!EdgeProtocol.TrySplit(message.Bytes, out var headers, out var sound))
        {
            message.Dispose();
            throw _errors.Malformed("a binary message is shorter than it says");
        }

        if (!sound.IsEmpty && IsOurs(headers.Span, id) && EdgeProtocol.Header(headers.Span, "Path"u8) == "audio")
            return new SoundMessage(message, sound);
        message.Dispose();
        return null;
    }

    private static bool IsOurs(ReadOnlySpan<byte> headers, string id) =>
        EdgeProtocol.Header(headers, "X-RequestId"u8) is not { } other || other.Equals(id, StringComparison.OrdinalIgnoreCase);

    /// <summary>A message with the sound in it.</summary>
    private sealed class SoundMessage(VendorMessage message, ReadOnlyMemory<byte> sound) : IDisposable
    {
        public ReadOnlyMemory<byte> Sound => sound;

        public void Dispose() => message.Dispose();
    }
}
