using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.DashScope;

/// <summary>DashScope's streaming recognition (Alibaba Cloud Model Studio): Paraformer and Fun-ASR.</summary>
public sealed record DashScopeRecognizerOptions
{
    /// <summary>
    /// The address. Outside of China <c>wss://dashscope-intl.aliyuncs.com/api-ws/v1/inference</c>; the newest models may want
    /// <c>wss://{WorkspaceId}.cn-beijing.maas.aliyuncs.com/api-ws/v1/inference</c>.
    /// </summary>
    [Required]
    [UriSchemes("ws", "wss")]
    public Uri Url { get; init; } = new("wss://dashscope.aliyuncs.com/api-ws/v1/inference");

    /// <summary>The API key, of the address's region.</summary>
    [Required]
    [Secret(Variable = "DASHSCOPE_API_KEY")]
    public string? Key { get; init; }

    /// <summary>The workspace the key is used in, or null for its own.</summary>
    [NotSecret]
    public string? Workspace { get; init; }

    /// <summary>The model: <c>paraformer-realtime-v2</c>, <c>fun-asr-realtime</c>, …</summary>
    [Required]
    [NotSecret]
    public string Model { get; init; } = "paraformer-realtime-v2";

    /// <summary>Languages to expect, such as <c>zh</c> and <c>en</c>, where a call names none; empty: the model tells.</summary>
    [NotSecret]
    public IReadOnlyList<string> LanguageHints { get; init; } = [];

    /// <summary>The id of a list of hot words kept at the vendor, or null; this service takes none with a call.</summary>
    [NotSecret]
    public string? VocabularyId { get; init; }

    /// <summary>Whether fillers are left out.</summary>
    public bool DisfluencyRemovalEnabled { get; init; }

    /// <summary>Whether sentences are cut by their meaning; otherwise by silence.</summary>
    public bool SemanticPunctuationEnabled { get; init; }

    /// <summary>Whether punctuation is added.</summary>
    public bool PunctuationPredictionEnabled { get; init; } = true;

    /// <summary>Whether numbers and units are written as such.</summary>
    public bool InverseTextNormalizationEnabled { get; init; } = true;

    /// <summary>Silence in ms after which a sentence is settled. Where an utterance ends is not decided by it.</summary>
    [Range(200, 6000)]
    public int MaxSentenceSilence { get; init; } = 2000;

    /// <summary>Silence sent at a pause, so that the words before it are understood at once.</summary>
    public TimeSpan PauseSilence { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the text must not change in a pause to count as what was said before it.</summary>
    public TimeSpan PauseSettle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often silence is sent while nobody speaks; the vendor's own clients give up after 23 s, the vendor after 60 s. Zero sends none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection is kept for the next utterance; the vendor keeps it for 60 s. Zero keeps none.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to begin.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the final transcript may take from the end of the audio.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(8);
}
