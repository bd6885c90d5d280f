using System.Text;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Doubao;

/// <summary>One utterance on its connection: the vendor takes one per connection, and closes it after the last answer.</summary>
internal sealed class DoubaoUtterance : VendorUtterance
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private const int BytesPerMillisecond = 32;
    private const int PacketBytes = 200 * BytesPerMillisecond; // What the vendor recommends (document 1354869).
    private const long NoSpeech = 1013; // Read in xiaozhi-esp32-server's client; not in the vendor's document.

    private readonly DoubaoRecognizerOptions _options;
    private readonly DoubaoErrors _errors;
    private readonly DoubaoWriter _writer;
    private readonly PcmUplink _uplink;
    private readonly Lock _gate = new();
    private long _sentBytes;
    private (int Pause, TimeSpan Sent) _asked;
    private string _text = "";
    private TimeSpan _heard;
    private bool _isFinal;

    /// <summary>Begins; <see cref="BeginAsync"/> says so to the vendor.</summary>
    public DoubaoUtterance(VendorSocket socket, DoubaoRecognizerOptions options, DoubaoErrors errors)
        : base(socket)
    {
        (_options, _errors) = (options, errors);
        _writer = new DoubaoWriter(options.Gzip);
        _uplink = new PcmUplink(PacketBytes, SendPacketAsync);
    }

    /// <inheritdoc/>
    public override string Text => _text;

    /// <inheritdoc/>
    public override bool IsPauseAnswered
    {
        get
        {
            lock (_gate)
                return _text.Length > 0 && _asked.Pause == Progress.CurrentPause && _heard >= _asked.Sent;
        }
    }

    /// <inheritdoc/>
    public override bool IsComplete => _isFinal;

    /// <inheritdoc/>
    public override bool IsEndedByVendor => _isFinal;

    /// <inheritdoc/>
    public override TimeSpan KeepAliveInterval => _options.KeepAlive;

    private string? LogId => Socket.Headers.TryGetValue("X-Tt-Logid", out var ids) ? ids.FirstOrDefault() : null;

    /// <summary>Says how to listen, and waits until the vendor accepts it: audio that comes earlier is refused.</summary>
    public async Task BeginAsync(RecognitionRequest request, CancellationToken cancellationToken)
    {
        await Socket.SendBinaryAsync(_writer.Request(DoubaoAsrProtocol.Request(_options, request).Span), cancellationToken);
        using var message = await Socket.ReceiveAsync(_options.StartTimeout, cancellationToken);
        if (message.IsClose)
            throw Socket.ClosedFailure();
        Take(message);
    }

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => _options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        lock (_gate)
            _asked = (Progress.CurrentPause, TimeSpan.FromMilliseconds(_sentBytes / BytesPerMillisecond));
        await _uplink.SendSilenceAsync(_options.PauseSilence, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask KeepAliveAsync(CancellationToken cancellationToken) =>
        _uplink.SendSilenceAsync(TimeSpan.FromMilliseconds(PacketBytes / BytesPerMillisecond), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        await Socket.SendBinaryAsync(_writer.Audio([], isLast: true), cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message)
    {
        if (message.IsText)
            throw _errors.Fail(FailureKind.BadResponse, true, "refused the connection in words: check url", Encoding.UTF8.GetString(message.Bytes.Span));
        if (!DoubaoFrame.TryRead(message.Bytes, out var frame))
            throw _errors.Malformed("a message without the binary protocol's header or lengths");
        try
        {
            var payload = frame.IsGzip ? GzipPayload.Unpack(frame.Payload, MaxAnswerBytes) : frame.Payload;
            Take(frame, payload);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw _errors.Malformed("an answer that cannot be read", e);
        }
    }

    private void Take(DoubaoFrame frame, ReadOnlyMemory<byte> payload)
    {
        if (frame.Type == DoubaoMessageType.Error && frame.Code != DoubaoErrors.EmptyAudio)
            throw _errors.Failed(frame.Code, Encoding.UTF8.GetString(payload.Span), LogId);
        _isFinal |= frame.IsLast || frame.Type == DoubaoMessageType.Error;
        if (frame.Type != DoubaoMessageType.Answer || payload.Length == 0)
            return;
        var answer = DoubaoAsrProtocol.Read(payload);
        if (answer.Code is not (0 or 1000 or NoSpeech or DoubaoErrors.Success))
            throw _errors.Failed(answer.Code, answer.Said, LogId);
        _isFinal |= answer.Code == NoSpeech;
        _text = answer.Text is { Length: > 0 } text ? text : _text;
        _heard = answer.Heard > _heard ? answer.Heard : _heard;
    }

    private ValueTask SendPacketAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _sentBytes += pcm.Length;
        return Socket.SendBinaryAsync(_writer.Audio(pcm.Span, isLast: false), cancellationToken);
    }
}
