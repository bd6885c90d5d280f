using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>
/// Where a recogniser answers the OpenAI transcription protocol (<c>POST …/audio/transcriptions</c>) and how to ask it: OpenAI,
/// Groq, SiliconFlow, FunASR's API server, whisper.cpp's server, vLLM, Speaches.
/// </summary>
public sealed record TranscriptionOptions
{
    /// <summary>The address under which <c>audio/transcriptions</c> lies, such as <c>https://api.openai.com/v1</c>.</summary>
    [Required, UriSchemes("http", "https")]
    public required Uri Url { get; init; }

    /// <summary>The model's name at the vendor, such as <c>gpt-4o-mini-transcribe</c>, <c>whisper-1</c>, <c>FunAudioLLM/SenseVoiceSmall</c>.</summary>
    [Required, NotSecret]
    public required string Model { get; init; }

    /// <summary>Sent as bearer token; null sends none.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>The language spoken where the persona names none, such as <c>zh</c>; null leaves it to the model.</summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>Text in the style of what is expected, which some models go by; hot words are added to it.</summary>
    [NotSecret]
    public string? Prompt { get; init; }

    /// <summary>How freely the model chooses its words, or null for the vendor's default.</summary>
    [Range(0, 1)]
    public double? Temperature { get; init; }

    /// <summary>Sent as <c>response_format</c>; newer models know <c>json</c> only. Empty: not sent.</summary>
    [NotSecret]
    public string ResponseFormat { get; init; } = "json";

    /// <summary>Whether words are asked for as they are recognised (<c>stream</c>); servers that do not know it may refuse it.</summary>
    public bool Stream { get; init; }

    /// <summary>
    /// Whether the speech so far is sent at a pause already, so that the text is there when the pause turns out to be the end: quicker,
    /// and a request more for each pause within an utterance.
    /// </summary>
    public bool Early { get; init; } = true;

    /// <summary>Further members of the form, such as <c>{"vad_filter": "true"}</c>.</summary>
    public IReadOnlyDictionary<string, string> ExtraForm { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers added to every request; their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer may take to begin, sending included.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer that has begun may fall silent.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
