using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Qwen;

/// <summary>
/// One utterance: a session. Where the gateway says where a piece of speech ends, it is committed at each pause and at the end.
/// </summary>
internal sealed class QwenUtterance : VendorUtterance
{
    private const int BytesPerMillisecond = 32;
    private const int PacketBytes = 100 * BytesPerMillisecond;
    private const int ShortestPiece = 200 * BytesPerMillisecond; // Of less nothing is understood; what the vendor refuses is not documented.

    private readonly QwenSession _session;
    private readonly QwenRecognizerOptions _options;
    private readonly PcmUplink _uplink;
    private readonly QwenItems _items = new();
    private readonly bool _isManual;
    private readonly Lock _gate = new();
    private int _pieceBytes;
    private int _commits;
    private int _askedPause;
    private int _answeredPause;
    private bool _isFinished;

    /// <summary>An utterance in a session that has begun.</summary>
    public QwenUtterance(VendorSocket socket, QwenSession session, QwenRecognizerOptions options)
        : base(socket)
    {
        (_session, _options, _isManual) = (session, options, options.TurnDetection == QwenTurnDetection.Manual);
        _uplink = new PcmUplink(PacketBytes, SendPacketAsync);
    }

    /// <inheritdoc/>
    public override string Text => _items.Text;

    /// <inheritdoc/>
    public override bool IsPauseAnswered => _answeredPause > 0 && _answeredPause == Progress.CurrentPause;

    /// <inheritdoc/>
    public override bool IsComplete => _isFinished || (_isManual && IsAllCompleted);

    /// <inheritdoc/>
    public override bool IsEndedByVendor => _isFinished;

    /// <inheritdoc/>
    public override TimeSpan KeepAliveInterval => _options.KeepAlive;

    private bool IsAllCompleted
    {
        get
        {
            lock (_gate)
                return _items.Completed >= _commits;
        }
    }

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => _options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        if (_isManual)
            await CommitAsync(Progress.CurrentPause, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask KeepAliveAsync(CancellationToken cancellationToken) =>
        _uplink.SendSilenceAsync(TimeSpan.FromMilliseconds(PacketBytes / BytesPerMillisecond), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        // After a pause there is at most the silence that kept the session alive.
        if (_isManual && Progress.HasAudioSincePause)
            await CommitAsync(pause: 0, cancellationToken);
        await _session.SendAsync("session.finish"u8, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message)
    {
        using var json = _session.Read(message);
        switch (QwenSession.TypeOf(json.RootElement))
        {
            case "conversation.item.input_audio_transcription.text":
                _items.Take(json.RootElement, isComplete: false);
                break;
            case "conversation.item.input_audio_transcription.completed":
                _items.Take(json.RootElement, isComplete: true);
                Answer();
                break;
            case "session.finished":
                _isFinished = true;
                break;
        }
    }

    private void Answer()
    {
        lock (_gate)
            if (_isManual && _items.Completed >= _commits)
                _answeredPause = _askedPause;
            else if (!_isManual)
                _answeredPause = Progress.CurrentPause;
    }

    private async ValueTask CommitAsync(int pause, CancellationToken cancellationToken)
    {
        if (_pieceBytes < ShortestPiece)
            await _uplink.SendSilenceAsync(TimeSpan.FromMilliseconds((ShortestPiece - _pieceBytes) / BytesPerMillisecond), cancellationToken);
        _pieceBytes = 0;
        lock (_gate)
            (_commits, _askedPause) = (_commits + 1, pause);
        await _session.SendAsync("input_audio_buffer.commit"u8, cancellationToken);
    }

    private ValueTask SendPacketAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _pieceBytes += pcm.Length;
        return _session.SendAudioAsync(pcm.Span, cancellationToken);
    }
}
