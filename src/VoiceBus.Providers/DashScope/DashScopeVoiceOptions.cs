using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.DashScope;

/// <summary>DashScope's streaming synthesis (Alibaba Cloud Model Studio): CosyVoice.</summary>
public sealed record DashScopeVoiceOptions
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

    /// <summary>The model: <c>cosyvoice-v2</c>, <c>cosyvoice-v3-flash</c>, …; a voice is of one model.</summary>
    [Required]
    [NotSecret]
    public string Model { get; init; } = "cosyvoice-v2";

    /// <summary>The voice of those that name none.</summary>
    [Required]
    [NotSecret]
    public string Voice { get; init; } = "longxiaochun_v2";

    /// <summary>Samples per second, Hz.</summary>
    [AllowedValues(8000, 16_000, 22_050, 24_000, 44_100, 48_000, ErrorMessage = "must be 8000, 16000, 22050, 24000, 44100 or 48000")]
    public int SampleRate { get; init; } = 24_000;

    /// <summary>How loud, 0 to 100.</summary>
    [Range(0, 100)]
    public int Volume { get; init; } = 50;

    /// <summary>How fast, times as fast as the voice by itself.</summary>
    [Range(0.5, 2)]
    public double Rate { get; init; } = 1;

    /// <summary>How high, times as high as the voice by itself.</summary>
    [Range(0.5, 2)]
    public double Pitch { get; init; } = 1;

    /// <summary>How to speak, in words, for models that take that; or null.</summary>
    [NotSecret]
    public string? Instruction { get; init; }

    /// <summary>How long a connection is kept for the next sentence; the vendor keeps it for 60 s. Zero keeps none.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to begin.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first audio may take from the text.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the vendor may be silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
