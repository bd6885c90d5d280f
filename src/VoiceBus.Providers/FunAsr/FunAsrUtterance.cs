using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.FunAsr;

/// <summary>
/// One utterance at a server of <c>runtime/</c>, C++ or Python, of any year. They share the messages and differ in what they say at the
/// end and in what <c>is_final</c> means, so only <c>mode</c> counts: a text of the offline model answers one segment; how many
/// are owed is counted.
/// </summary>
internal sealed class FunAsrUtterance : VendorUtterance
{
    private const int PacketMilliseconds = 60;
    private const int BytesPerMillisecond = 32;

    // Servers without an acknowledgement of the end say nothing more after the last segment.
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(800);

    // A segment that a server has cut by itself may be answered after the last one is asked for.
    private static readonly TimeSpan _stray = TimeSpan.FromMilliseconds(300);

    // Python of February to July 2026 acts on the end only with the next audio.
    private static readonly TimeSpan _nudge = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly FunAsrText _text = new();
    private readonly FunAsrOptions _options;
    private readonly FunAsrErrors _errors;
    private readonly TimeProvider _time;
    private readonly PcmUplink _uplink;
    private readonly string _name;
    private int _owed;
    private int _askedPause;
    private int _answered;
    private bool _anything;
    private bool _mayHaveCut;
    private bool _answeredSinceEnd;
    private bool _over;

    /// <summary>Begins; <see cref="BeginAsync"/> says so to the server.</summary>
    public FunAsrUtterance(VendorSocket socket, FunAsrOptions options, FunAsrErrors errors, TimeProvider time)
        : base(socket)
    {
        (_options, _errors, _time) = (options, errors, time);
        _name = $"{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var milliseconds = Math.Max(1, options.ChunkSize[1] * PacketMilliseconds / options.ChunkInterval);
        _uplink = new PcmUplink(milliseconds * BytesPerMillisecond, socket.SendBinaryAsync);
    }

    /// <inheritdoc/>
    public override string Text => _text.Whole;

    /// <inheritdoc/>
    public override bool IsPauseAnswered => Settled(static self => self._askedPause > 0 && self._askedPause == self.Progress.CurrentPause);

    /// <inheritdoc/>
    public override bool IsComplete => _over || Settled(static self => self._owed == 0 || (self._options.Mode != "online" && !self._mayHaveCut));

    /// <inheritdoc/>
    public override bool MayEndLate => _anything;

    /// <inheritdoc/>
    public override bool IsOver => _over;

    /// <summary>Says what comes.</summary>
    public ValueTask BeginAsync(RecognitionRequest request, string hotwords, CancellationToken cancellationToken) =>
        Socket.SendTextAsync(FunAsrMessages.Begin(_options, request, _name, hotwords), cancellationToken);

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd)
    {
        var left = _options.FinalTimeout - sinceEnd;
        if (_options.Mode != "online" && Settled(static self => self._mayHaveCut))
            return _stray < left ? _stray : left;
        var lastWords = _answeredSinceEnd || (_options.Mode == "online" && _anything);
        return lastWords && _quiet < left ? _quiet : left;
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        if (_options.PauseSilence <= TimeSpan.Zero || _options.Mode != "2pass")
        {
            _mayHaveCut = true;
            return;
        }

        lock (_gate)
            (_owed, _askedPause) = (_owed + 1, Progress.CurrentPause);
        await _uplink.SendSilenceAsync(_options.PauseSilence, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        var isAsked = _askedPause > 0 && _askedPause == Progress.CurrentPause;
        if (!isAsked && (Progress.HasAudioSincePause || Progress.CurrentPause > 0))
        {
            // A server may have cut segments by itself; the last one is owed in any case.
            lock (_gate)
                _owed = Math.Max(_owed, _answered) + 1;
            await _uplink.SendSilenceAsync(_options.TrailingSilence, cancellationToken);
        }

        // Never a short packet: the Python servers divide by its milliseconds.
        await _uplink.SendSilenceAsync(TimeSpan.Zero, cancellationToken);
        await Socket.SendTextAsync(FunAsrMessages.End, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task AfterEndAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_nudge, _time, cancellationToken);
        await _uplink.SendSilenceAsync(TimeSpan.FromMilliseconds(PacketMilliseconds), cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message)
    {
        var result = FunAsrResult.Read(message, _errors);
        if (result.Name is { } name && name != _name)
            return;
        if (result.Error is { } error)
            throw _errors.Said(error);
        _anything = true;
        if (result.Mode?.EndsWith("online", StringComparison.Ordinal) == true)
            _text.Append(result.Text);
        else if (result.Mode is not null && (!result.IsEnd || result.Text.Length > 0))
            Answer(result.Text);
        _over |= result.IsEnd || (result.Mode is null && result.IsFinal);
    }

    private void Answer(string text)
    {
        _text.Settle(text);
        _answeredSinceEnd |= Progress.IsEnding;
        lock (_gate)
            _answered++;
    }

    private bool Settled(Func<FunAsrUtterance, bool> also)
    {
        lock (_gate)
            return _answered >= _owed && also(this);
    }
}
