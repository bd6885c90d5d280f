using System.Text;
using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.FunAsr;

/// <summary>
/// One utterance at <c>funasr-realtime-ws</c> (<c>funasr/bin/realtime_ws.py</c>): commands in words, and answers that hold the whole of what
/// was said since <c>START</c>, or since the last <c>COMMIT</c>.
/// </summary>
internal sealed class RealtimeUtterance(VendorSocket socket, FunAsrOptions options, FunAsrErrors errors) : VendorUtterance(socket)
{
    private const int PacketBytes = 1920;

    private readonly Lock _gate = new();
    private readonly FunAsrText _text = new();
    private readonly PcmUplink _uplink = new(PacketBytes, socket.SendBinaryAsync);
    private int _askedPause;
    private int _commits;
    private bool _stopped;

    /// <inheritdoc/>
    public override string Text => _text.Whole;

    /// <inheritdoc/>
    public override bool IsPauseAnswered
    {
        get
        {
            lock (_gate)
                return _commits == 0 && _askedPause > 0 && _askedPause == Progress.CurrentPause;
        }
    }

    /// <inheritdoc/>
    public override bool IsComplete => _stopped;

    /// <summary>Begins; returns when the server has acknowledged it.</summary>
    public async Task BeginAsync(RecognitionRequest request, CancellationToken cancellationToken)
    {
        if ((options.Language ?? FunAsrMessages.PrimaryLanguage(request)) is { } language)
            await SayAsync($"LANGUAGE:{language}", cancellationToken);
        if (options.Hotwords.Count + request.HotWords.Count > 0)
            await SayAsync($"HOTWORDS:{string.Join(',', options.Hotwords.Keys.Concat(request.HotWords))}", cancellationToken);
        await SayAsync("START", cancellationToken);
        try
        {
            await AwaitStartAsync(cancellationToken);
        }
        catch (ProviderException silent) when (silent.Kind == FailureKind.Timeout)
        {
            throw errors.Fail(FailureKind.Timeout, true, "did not acknowledge START: is it a server of runtime/? Then set protocol to wss", inner: silent);
        }
    }

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        if (!options.CommitAtPause)
            return;
        await _uplink.FlushAsync(cancellationToken);
        lock (_gate)
            (_askedPause, _commits) = (Progress.CurrentPause, _commits + 1);
        await SayAsync("COMMIT", cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        await SayAsync("STOP", cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message) => _stopped |= Read(message) == "stopped";

    private async Task AwaitStartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await Socket.ReceiveAsync(options.ConnectTimeout, cancellationToken);
            if (answer.IsClose)
                throw Socket.ClosedFailure();
            if (Read(answer) == "started")
                return;
        }
    }

    private ValueTask SayAsync(string words, CancellationToken cancellationToken) => Socket.SendTextAsync(Encoding.UTF8.GetBytes(words), cancellationToken);

    /// <returns>The event it tells, or null.</returns>
    private string? Read(VendorMessage message)
    {
        try
        {
            using var json = JsonDocument.Parse(message.Bytes);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw errors.Malformed("no JSON object");
            var told = Word(root, "event");
            if (told == "error" || root.TryGetProperty("error", out _))
                throw errors.Said(Word(root, "error") ?? "");
            if (root.TryGetProperty("sentences", out var sentences) && sentences.ValueKind == JsonValueKind.Array)
                Understand(root, sentences);
            return told;
        }
        catch (JsonException malformed)
        {
            throw errors.Malformed("no JSON", malformed);
        }
    }

    private void Understand(JsonElement root, JsonElement sentences)
    {
        var text = "";
        foreach (var sentence in sentences.EnumerateArray())
            if (sentence.ValueKind == JsonValueKind.Object)
                text = TranscriptText.Join(text, Word(sentence, "text") ?? "");
        text = TranscriptText.Join(text, Word(root, "partial") ?? "");
        if (!options.CommitAtPause || !(root.TryGetProperty("is_final", out var final) && final.ValueKind == JsonValueKind.True))
        {
            _text.Replace(text);
            return;
        }

        _text.Settle(text);
        lock (_gate)
            _commits = Math.Max(0, _commits - 1);
    }

    private static string? Word(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
