using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Doubao's bidirectional synthesis (Volcengine, document 1329505): where it is and how it speaks. Either <see cref="Key"/> (new
/// console), or <see cref="AppId"/> with <see cref="AccessToken"/>.
/// </summary>
public sealed record DoubaoVoiceOptions : IValidatableObject
{
    /// <summary>The address.</summary>
    [Required]
    [UriSchemes("ws", "wss")]
    public Uri Url { get; init; } = new("wss://openspeech.bytedance.com/api/v3/tts/bidirection");

    /// <summary>The key of the new console.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>The APP ID of the old console.</summary>
    [NotSecret]
    public string? AppId { get; init; }

    /// <summary>The Access Token of the old console.</summary>
    [Secret]
    public string? AccessToken { get; init; }

    /// <summary>
    /// What was bought, and what the voice belongs to: <c>seed-tts-1.0</c>, <c>seed-tts-2.0</c>, <c>seed-icl-1.0</c>, <c>seed-icl-2.0</c>,
    /// <c>volc.service_type.10029</c>, or one with <c>-concurr</c>. Null: told by the voice's name.
    /// </summary>
    [NotSecret]
    public string? ResourceId { get; init; }

    /// <summary>The voice (the vendor says speaker or voice_type) of those that name none.</summary>
    [Required]
    [NotSecret]
    public string Voice { get; init; } = "zh_female_wanwanxiaohe_moon_bigtts";

    /// <summary>The model of the voice where it has several, or null for the vendor's default.</summary>
    [NotSecret]
    public string? Model { get; init; }

    /// <summary>Samples per second, Hz.</summary>
    [AllowedValues(8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, ErrorMessage = "must be 8000, 16000, 22050, 24000, 32000, 44100 or 48000")]
    public int SampleRate { get; init; } = 24_000;

    /// <summary>How fast, -50 (half as fast) to 100 (twice as fast).</summary>
    [Range(-50, 100)]
    public int SpeechRate { get; init; }

    /// <summary>How loud, -50 (half) to 100 (twice).</summary>
    [Range(-50, 100)]
    public int LoudnessRate { get; init; }

    /// <summary>How high, in semitones above or below the voice's own.</summary>
    [Range(-12, 12)]
    public int Pitch { get; init; }

    /// <summary>The feeling to speak with, where the voice has some; or null.</summary>
    [NotSecret]
    public string? Emotion { get; init; }

    /// <summary>How long a connection is kept for the next sentence. Zero keeps none.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to begin a connection or a session.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first audio may take from the text.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the vendor may be silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => DoubaoCredentials.Check(Key, AppId, AccessToken);

    /// <summary>The resource a voice belongs to, as its name tells: what the vendor wants in the header.</summary>
    internal string ResourceOf(string voice)
    {
        if (ResourceId is { Length: > 0 } given)
            return given;
        if (voice.StartsWith("S_", StringComparison.Ordinal))
            return "seed-icl-2.0";
        return voice.Contains("_uranus_", StringComparison.Ordinal) || voice.Contains("_saturn_", StringComparison.Ordinal) ? "seed-tts-2.0" : "seed-tts-1.0";
    }
}
