using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.DashScope;

/// <summary>One utterance on its connection: a task.</summary>
internal sealed class DashScopeUtterance : VendorUtterance
{
    private const int PacketBytes = 100 * 32; // 100 ms, what the vendor recommends.

    private readonly DashScopeRecognizerOptions _options;
    private readonly DashScopeTask _task;
    private readonly PcmUplink _uplink;
    private readonly DashScopeSentences _sentences = new();
    private int _settledAtPause;
    private DashScopeEvent _last;

    /// <summary>Begins; <see cref="BeginAsync"/> says so to the vendor.</summary>
    public DashScopeUtterance(VendorSocket socket, DashScopeRecognizerOptions options, DashScopeErrors errors, TimeProvider time)
        : base(socket)
    {
        _options = options;
        _task = new DashScopeTask(socket, errors, time);
        _uplink = new PcmUplink(PacketBytes, socket.SendBinaryAsync);
    }

    /// <inheritdoc/>
    public override string Text => _sentences.Text;

    /// <inheritdoc/>
    public override bool IsPauseAnswered => _settledAtPause > 0 && _settledAtPause == Progress.CurrentPause;

    /// <inheritdoc/>
    public override bool IsComplete => IsEndedByVendor;

    /// <inheritdoc/>
    public override bool IsEndedByVendor => _last is DashScopeEvent.Finished or DashScopeEvent.Silence;

    /// <inheritdoc/>
    public override bool IsOver => _last == DashScopeEvent.Finished;

    /// <inheritdoc/>
    public override TimeSpan KeepAliveInterval => _options.KeepAlive;

    /// <summary>Says how to listen, and waits until the vendor has begun.</summary>
    public Task BeginAsync(RecognitionRequest request, CancellationToken cancellationToken) =>
        _task.RunAsync(json => WritePayload(json, request), _options.StartTimeout, cancellationToken);

    /// <inheritdoc/>
    public override TimeSpan NextTimeout(TimeSpan sinceEnd) => _options.FinalTimeout - sinceEnd;

    /// <inheritdoc/>
    public override ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken) => _uplink.SendAsync(frame, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask PauseAsync(CancellationToken cancellationToken) => _uplink.SendSilenceAsync(_options.PauseSilence, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask KeepAliveAsync(CancellationToken cancellationToken) =>
        _uplink.SendSilenceAsync(TimeSpan.FromMilliseconds(100), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _uplink.FlushAsync(cancellationToken);
        await _task.FinishAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Take(VendorMessage message) => _last = _task.Read(message, output =>
    {
        // A sentence is settled by the silence after it: by then all of it was heard.
        if (_sentences.Take(output))
            _settledAtPause = Progress.CurrentPause;
    });

    private void WritePayload(Utf8JsonWriter json, RecognitionRequest request)
    {
        json.WriteString("task", "asr");
        json.WriteString("function", "recognition");
        json.WriteString("model", _options.Model);
        json.WriteStartObject("parameters");
        json.WriteString("format", "pcm");
        json.WriteNumber("sample_rate", 16_000);
        json.WriteBoolean("disfluency_removal_enabled", _options.DisfluencyRemovalEnabled);
        json.WriteBoolean("semantic_punctuation_enabled", _options.SemanticPunctuationEnabled);
        json.WriteBoolean("punctuation_prediction_enabled", _options.PunctuationPredictionEnabled);
        json.WriteBoolean("inverse_text_normalization_enabled", _options.InverseTextNormalizationEnabled);
        json.WriteNumber("max_sentence_silence", _options.MaxSentenceSilence);
        json.WriteBoolean("heartbeat", true); // Silence keeps the task alive.
        if (_options.VocabularyId is { } vocabulary)
            json.WriteString("vocabulary_id", vocabulary);
        var languages = DashScopeLanguages.ForParaformer(request.Language) is { } language ? [language] : _options.LanguageHints;
        if (languages.Count > 0)
        {
            json.WriteStartArray("language_hints");
            foreach (var hint in languages)
                json.WriteStringValue(hint);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
