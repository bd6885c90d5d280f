using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Deepgram;

/// <summary>
/// One utterance by the first version of the protocol (nova and older). A pause asks for the answer by <c>Finalize</c>;
/// <c>CloseStream</c> brings the rest, a summary, and the end of the connection.
/// </summary>
internal sealed class ListenUtterance : VendorUtterance
{
    private const int PacketBytes = 1920;

    // Times are rounded.
    private const double Tolerance = -0.1;

    private static readonly ReadOnlyMemory<byte> _finalize = """{"type":"Finalize"}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> _closeStream = """{"type":"CloseStream"}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> _keepAlive = """{"type":"KeepAlive"}"""u8.ToArray();

    private readonly DeepgramAsrOptions _options;
    private readonly DeepgramErrors _errors;
    private readonly PcmUplink _uplink;
    private readonly SentAudio _sent = new();
    private string _settled = "";
    private string _interim = "";
    private volatile int _answeredPause;
    private bool _summed;

    /// <summary>Begins one; nothing has to be said.</summary>
    public ListenUtterance(VendorSocket socket, DeepgramAsrOptions options, DeepgramErrors errors)
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
    public override string Text => TranscriptText.Join(_settled, _interim);

    /// <inheritdoc/>
    public override bool IsPauseAnswered => _answeredPause > 0 && _answeredPause == Progress.CurrentPause;

    /// <inheritdoc/>
    public override bool IsComplete => _summed || IsPauseAnswered;

    /// <inheritdoc/>
    public override bool MayEndByClose => true;

    // It closes after 10 s in which it was sent nothing.
    /// <inheritdoc/>
    public override TimeSpan KeepAliveInterval { get; } = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => _options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        _sent.Pause(Progress.CurrentPause);
        await Socket.SendTextAsync(_finalize, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        await Socket.SendTextAsync(_closeStream, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask KeepAliveAsync(CancellationToken cancellationToken) => Socket.SendTextAsync(_keepAlive, cancellationToken);

    /// <inheritdoc/>
    public override void Take(VendorMessage message)
    {
        if (!message.IsText)
            return;
        using var json = _errors.Read(message);
        var root = json.RootElement;
        switch (DeepgramErrors.TypeOf(root))
        {
            case "Results":
                Understand(root);
                break;
            case "Metadata":
                _summed = Progress.IsEnding;
                break;
        }
    }

    private void Understand(JsonElement results)
    {
        var text = TranscriptOf(results);
        if (!DeepgramErrors.Flag(results, "is_final"))
        {
            _interim = text;
            return;
        }

        (_settled, _interim) = (TranscriptText.Join(_settled, text), "");
        var end = DeepgramErrors.Number(results, "start") + DeepgramErrors.Number(results, "duration");
        if (_sent.PauseHeard(end, Tolerance) is > 0 and var pause)
            _answeredPause = pause;
    }

    private static string TranscriptOf(JsonElement results) =>
        results.TryGetProperty("channel", out var channel) && channel.ValueKind == JsonValueKind.Object
        && channel.TryGetProperty("alternatives", out var alternatives) && alternatives.ValueKind == JsonValueKind.Array && alternatives.GetArrayLength() > 0
            ? DeepgramErrors.Word(alternatives[0], "transcript") ?? "" : "";
}
