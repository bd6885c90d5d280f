using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Deepgram;

/// <summary>
/// One utterance by the second version of the protocol (Flux), which judges where turns end. It hears nothing but audio: while the
/// speaker pauses, silence is sent in time, or it would judge nothing. <c>CloseStream</c> brings the rest as updates and no end of turn;
/// then the connection ends, without a status.
/// </summary>
internal sealed class FluxUtterance : VendorUtterance
{
    // 80 ms, as Deepgram recommends.
    private const int PacketBytes = 2560;

    // An update is as good as the end of a turn when it has heard this much silence, in seconds.
    private const double SilenceHeard = 0.16;
    private const double Tolerance = -0.1;

    // A device that is late must not be cut to pieces by silence.
    private const int PacketsLate = 12;

    private static readonly TimeSpan _packet = TimeSpan.FromMilliseconds(80);
    private static readonly ReadOnlyMemory<byte> _closeStream = """{"type":"CloseStream"}"""u8.ToArray();

    private readonly DeepgramAsrOptions _options;
    private readonly DeepgramErrors _errors;
    private readonly PcmUplink _uplink;
    private readonly SentAudio _sent = new();
    private string _turns = "";
    private string _turn = "";
    private double _turnIndex;
    private double _heard;
    private volatile int _answeredPause;
    private volatile int _turnOverAtPause;
    private int _overdue;

    /// <summary>Begins; <see cref="BeginAsync"/> waits until the server is ready.</summary>
    public FluxUtterance(VendorSocket socket, DeepgramAsrOptions options, DeepgramErrors errors)
        : base(socket)
    {
        (_options, _errors) = (options, errors);
        _uplink = new PcmUplink(PacketBytes, (packet, token) =>
        {
            _sent.Add(packet.Length);
            return socket.SendBinaryAsync(packet, token);
        });
    }

    /// <inheritdoc/>
    public override string Text => TranscriptText.Join(_turns, _turn);

    /// <inheritdoc/>
    public override bool IsPauseAnswered => _answeredPause > 0 && _answeredPause == Progress.CurrentPause;

    /// <inheritdoc/>
    public override bool IsEndOfTurn => _turnOverAtPause > 0 && _turnOverAtPause == Progress.CurrentPause;

    /// <inheritdoc/>
    public override bool IsComplete => IsPauseAnswered;

    /// <inheritdoc/>
    public override bool MayEndByClose => true;

    /// <inheritdoc/>
    public override bool MayEndByCut => _heard >= _sent.Seconds + Tolerance;

    /// <inheritdoc/>
    public override bool MayEndLate => MayEndByCut;

    /// <inheritdoc/>
    public override TimeSpan KeepAliveInterval => _packet;

    /// <summary>Waits until the server is ready.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        using var message = await Socket.ReceiveAsync(_options.ConnectTimeout, cancellationToken);
        if (message.IsClose)
            throw Socket.ClosedFailure();
        Take(message);
    }

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => _options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken)
    {
        _overdue = 0;
        return _uplink.SendAsync(frame, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        // What is left over is made whole by silence.
        await _uplink.SendSilenceAsync(TimeSpan.Zero, cancellationToken);
        _sent.Pause(Progress.CurrentPause);
    }

    /// <inheritdoc/>
    public override ValueTask KeepAliveAsync(CancellationToken cancellationToken) =>
        Progress.CurrentPause > 0 || ++_overdue > PacketsLate ? _uplink.SendSilenceAsync(_packet, cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.SendSilenceAsync(TimeSpan.Zero, cancellationToken);
        await Socket.SendTextAsync(_closeStream, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message)
    {
        if (!message.IsText)
            return;
        using var json = _errors.Read(message);
        if (DeepgramErrors.TypeOf(json.RootElement) == "TurnInfo")
            Understand(json.RootElement);
    }

    private void Understand(JsonElement turn)
    {
        var (index, told) = (DeepgramErrors.Number(turn, "turn_index"), DeepgramErrors.Word(turn, "event"));
        if (index > _turnIndex)
            EndTurn();
        _turnIndex = index;
        _turn = DeepgramErrors.Word(turn, "transcript") ?? "";
        _heard = DeepgramErrors.Number(turn, "audio_window_end");
        var isOver = told is "EndOfTurn";
        var pause = _sent.PauseHeard(_heard, isOver || told is "EagerEndOfTurn" ? Tolerance : SilenceHeard);
        if (pause > 0)
            _answeredPause = pause;
        if (!isOver)
            return;
        if (pause > 0)
            _turnOverAtPause = pause;
        EndTurn();
        _turnIndex = index + 1;
    }

    private void EndTurn() => (_turns, _turn) = (TranscriptText.Join(_turns, _turn), "");
}
