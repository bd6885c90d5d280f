using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Qwen;

/// <summary>Qwen-TTS-Realtime (Alibaba Cloud Model Studio).</summary>
public sealed record QwenVoiceOptions
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

    /// <summary>The model: <c>qwen3-tts-flash-realtime</c>, <c>qwen3-tts-instruct-flash-realtime</c>, …</summary>
    [Required]
    [NotSecret]
    public string Model { get; init; } = "qwen3-tts-flash-realtime";

    /// <summary>The voice of those that name none.</summary>
    [Required]
    [NotSecret]
    public string Voice { get; init; } = "Cherry";

    /// <summary>The language (<c>language_type</c>: <c>Chinese</c>, <c>English</c>, …) of texts that say none; <c>Auto</c>: told by the text.</summary>
    [Required]
    [NotSecret]
    public string Language { get; init; } = "Auto";

    /// <summary>Samples per second, Hz.</summary>
    [AllowedValues(8000, 16_000, 24_000, 48_000, ErrorMessage = "must be 8000, 16000, 24000 or 48000")]
    public int SampleRate { get; init; } = 24_000;

    /// <summary>How fast, times as fast as the voice by itself; null sends nothing, for models that cannot.</summary>
    [Range(0.5, 2)]
    public double? SpeechRate { get; init; }

    /// <summary>How high, times as high as the voice by itself; null sends nothing, for models that cannot.</summary>
    [Range(0.5, 2)]
    public double? PitchRate { get; init; }

    /// <summary>How loud, 0 to 100; null sends nothing, for models that cannot.</summary>
    [Range(0, 100)]
    public int? Volume { get; init; }

    /// <summary>How to speak, in words, for models that take that; or null.</summary>
    [NotSecret]
    public string? Instructions { get; init; }

    /// <summary>How long a connection is kept for the next sentence. Zero keeps none.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to begin.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first audio may take from the text.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the vendor may be silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
