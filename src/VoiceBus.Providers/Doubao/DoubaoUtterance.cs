using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// One utterance on its connection: the vendor takes one per connection, and closes it after the last answer. One sender and one
/// receiver, which may be two threads.
/// </summary>
internal sealed class DoubaoUtterance(
    VendorSocket socket, DoubaoRecognizerOptions options, DoubaoErrors errors, VendorContext context, PauseTracker pauses) : IUtteranceSink, IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private const int BytesPerMillisecond = 32;
    private const long NoSpeech = 1013; // Read in xiaozhi-esp32-server's client; not in the vendor's document.

    private static readonly byte[] _silence = new byte[200 * BytesPerMillisecond];

    private readonly DoubaoWriter _writer = new(options.Gzip);
    private readonly FinalDeadline _final = new(options.FinalTimeout, socket, errors, context);
    private long _sentBytes;

    /// <summary>Says how to listen, and waits until the vendor accepts it: audio that comes earlier is refused.</summary>
    public async Task StartAsync(RecognitionRequest request, CancellationToken cancellationToken)
    {
        await socket.SendBinaryAsync(_writer.Request(DoubaoAsrProtocol.Request(options, request).Span), cancellationToken);
        using var message = await socket.ReceiveAsync(options.StartTimeout, cancellationToken);
        if (message.IsClose)
            throw socket.ClosedFailure();
        Read(message);
    }

    /// <summary>What is understood, up to the last answer.</summary>
    public async IAsyncEnumerable<Understood> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = "";
        Understood understood;
        do
        {
            using (var message = await _final.ReceiveAsync(cancellationToken))
                understood = Read(message);
            text = understood.Text.Length > 0 ? understood.Text : text;
            yield return understood with { Text = text };
        }
        while (!understood.IsFinal);
    }

    /// <inheritdoc/>
    public ValueTask AudioAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _sentBytes += pcm.Length;
        return socket.SendBinaryAsync(_writer.Audio(pcm.Span, isLast: false), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        var spoken = Sent;
        var bytes = (int)options.PauseSilence.TotalMilliseconds * BytesPerMillisecond;
        for (; bytes > 0; bytes -= _silence.Length)
            await AudioAsync(_silence.AsMemory(0, Math.Min(bytes, _silence.Length)), cancellationToken);
        pauses.Paused(spoken);
    }

    /// <inheritdoc/>
    public ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        pauses.Resumed();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => AudioAsync(_silence, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask EndAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        await socket.SendBinaryAsync(_writer.Audio(rest.Span, isLast: true), cancellationToken);
        _final.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _final.Dispose();

    private TimeSpan Sent => TimeSpan.FromMilliseconds(_sentBytes / BytesPerMillisecond);

    private string? LogId => socket.Headers.TryGetValue("X-Tt-Logid", out var ids) ? ids.FirstOrDefault() : null;

    private Understood Read(VendorMessage message)
    {
        if (message.IsText)
            throw errors.Fail(FailureKind.BadResponse, true, "refused the connection in words: check url", Encoding.UTF8.GetString(message.Bytes.Span));
        if (!DoubaoFrame.TryRead(message.Bytes, out var frame))
            throw errors.Malformed("a message without the binary protocol's header or lengths");
        try
        {
            var payload = frame.IsGzip ? GzipPayload.Unpack(frame.Payload, MaxAnswerBytes) : frame.Payload;
            return frame.Type switch
            {
                DoubaoMessageType.Error when frame.Code == DoubaoErrors.EmptyAudio => new Understood("", IsFinal: true),
                DoubaoMessageType.Error => throw errors.Failed(frame.Code, Encoding.UTF8.GetString(payload.Span), LogId),
                DoubaoMessageType.Answer when payload.Length > 0 => Read(DoubaoAsrProtocol.Read(payload), frame.IsLast),
                _ => new Understood("", IsFinal: frame.IsLast),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw errors.Malformed("an answer that cannot be read", e);
        }
    }

    private Understood Read(DoubaoAsrAnswer answer, bool isLast) => answer.Code switch
    {
        NoSpeech => new Understood("", answer.Heard, IsFinal: true),
        0 or 1000 or DoubaoErrors.Success => new Understood(answer.Text ?? "", answer.Heard, isLast),
        _ => throw errors.Failed(answer.Code, answer.Said, LogId),
    };
}
