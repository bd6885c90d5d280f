using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Edge;

/// <summary>Names of voices.</summary>
internal static partial class EdgeVoices
{
    private const string English = "en-US-EmmaMultilingualNeural";
    private const string Chinese = "zh-CN-XiaoxiaoNeural";

    private static readonly Dictionary<string, string> _byLanguage = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh"] = Chinese,
        ["zh-HK"] = "zh-HK-HiuGaaiNeural",
        ["yue"] = "zh-HK-HiuGaaiNeural",
        ["zh-TW"] = "zh-TW-HsiaoChenNeural",
        ["en"] = English,
        ["en-GB"] = "en-GB-SoniaNeural",
        ["de"] = "de-DE-KatjaNeural",
        ["es"] = "es-ES-ElviraNeural",
        ["fr"] = "fr-FR-DeniseNeural",
        ["it"] = "it-IT-ElsaNeural",
        ["ja"] = "ja-JP-NanamiNeural",
        ["ko"] = "ko-KR-SunHiNeural",
        ["pt"] = "pt-BR-FranciscaNeural",
        ["ru"] = "ru-RU-SvetlanaNeural",
    };

    /// <summary>The voice for a sentence.</summary>
    public static string Choose(EdgeOptions options, SynthesisRequest request)
    {
        if (request.Voice is { Length: > 0 } asked)
            return asked;
        if (options.Voice is { Length: > 0 } configured)
            return configured;
        if (request.Language is { } language && (_byLanguage.TryGetValue(language, out var voice) || _byLanguage.TryGetValue(language.Split('-')[0], out voice)))
            return voice;
        return Han().IsMatch(request.Text) ? Chinese : English;
    }

    /// <summary>The long name the service knows: of <c>zh-CN-liaoning-XiaobeiNeural</c>, that of <c>zh-CN-liaoning</c>, <c>XiaobeiNeural</c>.</summary>
    public static string LongName(string voice) => Short().Match(voice) is { Success: true } name
        ? $"Microsoft Server Speech Text to Speech Voice ({name.Groups[1].Value}, {name.Groups[2].Value})"
        : voice;

    [GeneratedRegex(@"^([a-z]{2,3}-[A-Za-z]{2,4}(?:-[A-Za-z]+)?)-([A-Za-z]+)$")]
    private static partial Regex Short();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
