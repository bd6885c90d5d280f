using System.Buffers;
using System.Text;
using System.Text.Json;
using VoiceBus.Providers.DashScope;

namespace VoiceBus.Providers.Qwen;

/// <summary>The settings of sessions.</summary>
internal static class QwenProtocol
{
    private const int UsualVolume = 50;

    // What the vendor calls them.
    private static readonly Dictionary<string, string> _languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh"] = "Chinese",
        ["en"] = "English",
        ["de"] = "German",
        ["it"] = "Italian",
        ["pt"] = "Portuguese",
        ["es"] = "Spanish",
        ["ja"] = "Japanese",
        ["ko"] = "Korean",
        ["fr"] = "French",
        ["ru"] = "Russian",
    };

    /// <summary>Of a recognition, as JSON.</summary>
    public static string Session(QwenRecognizerOptions options, RecognitionRequest request) => Write(json =>
    {
        json.WriteStartArray("modalities");
        json.WriteStringValue("text");
        json.WriteEndArray();
        json.WriteString("input_audio_format", "pcm");
        json.WriteNumber("sample_rate", 16_000);
        json.WriteStartObject("input_audio_transcription");
        if ((DashScopeLanguages.ForQwen(request.Language) ?? options.Language) is { Length: > 0 } language)
            json.WriteString("language", language);
        var words = string.Join('\n', request.HotWords.Prepend(options.CorpusText).Where(static text => !string.IsNullOrWhiteSpace(text)));
        if (words.Length > 0)
        {
            json.WriteStartObject("corpus");
            json.WriteString("text", words);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (options.TurnDetection == QwenTurnDetection.Manual)
        {
            json.WriteNull("turn_detection");
            return;
        }

        json.WriteStartObject("turn_detection");
        json.WriteString("type", "server_vad");
        json.WriteNumber("threshold", options.Threshold);
        json.WriteNumber("silence_duration_ms", options.SilenceDurationMs);
        json.WriteEndObject();
    });

    /// <summary>Of a synthesis, as JSON; a session is of one voice, language, speed and so on.</summary>
    public static string Session(QwenVoiceOptions options, SynthesisRequest request) => Write(json =>
    {
        json.WriteString("voice", request.Voice ?? options.Voice);
        json.WriteString("mode", "commit");
        json.WriteString("language_type", Primary(request.Language) is { } language ? _languages.GetValueOrDefault(language, options.Language) : options.Language);
        json.WriteString("response_format", "pcm");
        json.WriteNumber("sample_rate", options.SampleRate);
        if (Times(options.SpeechRate, request.Speed) is { } speed)
            json.WriteNumber("speech_rate", speed);
        if (Times(options.PitchRate, request.Pitch) is { } pitch)
            json.WriteNumber("pitch_rate", pitch);
        if (options.Volume is not null || request.Volume is not null)
            json.WriteNumber("volume", Math.Clamp((int)Math.Round((options.Volume ?? UsualVolume) * (request.Volume ?? 1)), 0, 100));
        if (options.Instructions is { Length: > 0 } instructions)
            json.WriteString("instructions", instructions);
    });

    private static double? Times(double? usual, double? factor) =>
        usual is null && factor is null ? null : Math.Clamp((usual ?? 1) * (factor ?? 1), 0.5, 2);

    private static string? Primary(string? language) => language is { Length: > 0 } ? language.Split('-')[0].ToLowerInvariant() : null;

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
