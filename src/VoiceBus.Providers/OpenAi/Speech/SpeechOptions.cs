using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.OpenAi.Speech;

/// <summary>
/// Where a voice answers the OpenAI speech protocol (<c>POST …/audio/speech</c>) and how to ask it: OpenAI, Kokoro-FastAPI,
/// SiliconFlow, IndexTTS-vLLM, openai-edge-tts.
/// </summary>
public sealed record SpeechOptions
{
    /// <summary>The address under which <c>audio/speech</c> lies, such as <c>https://api.openai.com/v1</c>.</summary>
    [Required, UriSchemes("http", "https")]
    public required Uri Url { get; init; }

    /// <summary>The model's name at the vendor, such as <c>gpt-4o-mini-tts</c>, <c>kokoro</c>, <c>FunAudioLLM/CosyVoice2-0.5B</c>.</summary>
    [Required, NotSecret]
    public required string Model { get; init; }

    /// <summary>The voice where the persona names none, such as <c>alloy</c>, <c>zf_xiaobei</c>, <c>FunAudioLLM/CosyVoice2-0.5B:alex</c>.</summary>
    [Required, NotSecret]
    public required string Voice { get; init; }

    /// <summary>Sent as bearer token; null sends none.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>
    /// How the sound is coded (<c>response_format</c>). A <c>wav</c> says its own rate; <c>pcm</c> does not (see <see cref="SampleRate"/>);
    /// <c>mp3</c> and <c>opus</c> save bandwidth.
    /// </summary>
    public SoundFormat Format { get; init; } = SoundFormat.Wav;

    /// <summary>
    /// Samples a second, Hz, sent as <c>sample_rate</c> (SiliconFlow's) where it is given. PCM is taken to have this rate, or 24000 as
    /// OpenAI's has; SiliconFlow's has 44100 unless it is asked.
    /// </summary>
    [Range(8_000, 48_000)]
    public int? SampleRate { get; init; }

    /// <summary>How fast to speak where the persona does not say; 1 is as the voice does by itself. Null sends nothing.</summary>
    [Range(0.25, 4)]
    public double? Speed { get; init; }

    /// <summary>How to speak, in words (<c>instructions</c>); not every model knows it.</summary>
    [NotSecret]
    public string? Instructions { get; init; }

    /// <summary>Whether the sound is asked for as events (<c>stream_format</c> <c>sse</c>) instead of bytes.</summary>
    public bool Events { get; init; }

    /// <summary>A JSON object merged into the body of every request as a JSON merge patch. Example: <c>{"gain": 3}</c>.</summary>
    public JsonElement? ExtraBody { get; init; }

    /// <summary>Headers added to every request; their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first sound may take.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the voice may fall silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
