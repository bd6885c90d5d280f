using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Qwen;

/// <summary>Qwen-ASR-Realtime (Alibaba Cloud Model Studio).</summary>
public sealed record QwenRecognizerOptions
{
    /// <summary>The address; outside of China <c>wss://dashscope-intl.aliyuncs.com/api-ws/v1/realtime</c>.</summary>
    [Required]
    [UriSchemes("ws", "wss")]
    public Uri Url { get; init; } = new("wss://dashscope.aliyuncs.com/api-ws/v1/realtime");

    /// <summary>The API key, of the address's region.</summary>
    [Required]
    [Secret(Variable = "DASHSCOPE_API_KEY")]
    public string? Key { get; init; }

    /// <summary>The workspace the key is used in, or null for its own.</summary>
    [NotSecret]
    public string? Workspace { get; init; }

    /// <summary>The model.</summary>
    [Required]
    [NotSecret]
    public string Model { get; init; } = "qwen3-asr-flash-realtime";

    /// <summary>The language spoken (<c>zh</c>, <c>en</c>, <c>yue</c>, …) where a call names none; null: the model tells.</summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>Words and phrases to expect, in any form; those of a call are added.</summary>
    [NotSecret]
    public string? CorpusText { get; init; }

    /// <summary>
    /// Who says where a piece of speech ends: by default this gateway does, at each pause and at the end, and each piece is recognised as a
    /// whole; or the vendor does, which gives partial transcripts while somebody speaks.
    /// </summary>
    public QwenTurnDetection TurnDetection { get; init; }

    /// <summary>How easily the vendor hears speech, -1 (always) to 1 (hardly); for <see cref="QwenTurnDetection.ServerVad"/>.</summary>
    [Range(-1, 1)]
    public double Threshold { get; init; } = 0.2;

    /// <summary>Silence in ms after which the vendor ends a piece of speech; for <see cref="QwenTurnDetection.ServerVad"/>.</summary>
    [Range(200, 6000)]
    public int SilenceDurationMs { get; init; } = 800;

    /// <summary>How long the text must not change in a pause to count as what was said before it; for <see cref="QwenTurnDetection.ServerVad"/>.</summary>
    public TimeSpan PauseSettle { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often silence is sent while nobody speaks. Zero sends none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to begin.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the final transcript may take from the end of the audio.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>Who says where a piece of speech ends.</summary>
public enum QwenTurnDetection
{
    /// <summary>The gateway: the vendor calls this manual mode.</summary>
    Manual,

    /// <summary>The vendor's voice activity detection.</summary>
    ServerVad,
}
