using System.Globalization;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>What stands for the names in templates, for one sentence. Immutable.</summary>
internal sealed class TemplateValues(HttpVoiceOptions options, SynthesisRequest request)
{
    /// <summary>xiaozhi-esp32-server's name for the text; its users paste their templates.</summary>
    public const string PromptText = "prompt_text";

    private readonly string? _language = request.Language ?? options.Language;

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["text", "voice", "language", "lang", "speed", "pitch", "volume", "emotion", "key"];

    /// <summary>A value that is a number, or null.</summary>
    public double? Number(string name) => name switch
    {
        "speed" => request.Speed ?? 1,
        "pitch" => request.Pitch ?? 1,
        "volume" => request.Volume ?? 1,
        _ => null,
    };

    /// <summary>A value; null when it is not known.</summary>
    public string? Text(string name) => name switch
    {
        "text" or PromptText => request.Text,
        "voice" => string.IsNullOrEmpty(request.Voice) ? options.Voice : request.Voice,
        "language" => Word(_language) ?? _language,
        "lang" => Word(_language) ?? Primary(_language),
        "emotion" => request.Emotion,
        "key" => options.Key,
        _ => Number(name)?.ToString(CultureInfo.InvariantCulture),
    };

    private string? Word(string? tag) => tag is not null && (options.Languages.TryGetValue(tag, out var word) || options.Languages.TryGetValue(Primary(tag)!, out word)) ? word : null;

    private static string? Primary(string? tag) => tag?.Split('-')[0];
}
