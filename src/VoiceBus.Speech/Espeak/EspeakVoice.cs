using System.Text.RegularExpressions;
using VoiceBus.Speech.Language;

namespace VoiceBus.Speech.Espeak;

/// <summary>Which of espeak-ng's voices speaks a text.</summary>
internal static partial class EspeakVoice
{
    /// <summary>
    /// Mandarin. Not "cmn" nor "zh": espeak-ng 1.51 has English say the pinyin there, with the numbers of the tones
    /// (espeak-ng/espeak-ng #1236).
    /// </summary>
    public const string Mandarin = "cmn-latn-pinyin";

    /// <summary>English, also for the Latin words of languages whose voice cannot read them.</summary>
    public const string English = "en-us";

    /// <summary>Japanese: kana only; what espeak-ng 1.51 says of kanji is "Chinese letter", in English.</summary>
    public const string Japanese = "ja";

    private const string Cantonese = "yue";

    // Languages and the names people give their voices, where espeak-ng's own differ.
    private static readonly Dictionary<string, string> _byName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cmn"] = Mandarin,
        ["zho"] = Mandarin,
        ["chi"] = Mandarin,
        ["chinese"] = Mandarin,
        ["mandarin"] = Mandarin,
        ["cantonese"] = Cantonese,
        ["en-gb"] = "en-gb",
        ["es-419"] = "es-419",
        ["pt-br"] = "pt-br",
    };

    /// <summary>
    /// The voice asked for; otherwise the one of the language; otherwise the one the text's script tells. A voice may be named as a
    /// language is ("zh", "zh-CN") and have a variant behind a plus ("en-us+f3").
    /// </summary>
    /// <exception cref="ProviderException">BadRequest: not a voice's name.</exception>
    public static string Choose(string text, string? voice, string? language)
    {
        var name = voice is null ? ForLanguage(language ?? Script.Guess(text) ?? "en") : Named(voice);
        return Name().IsMatch(name) ? name : throw Script.Refuse(EspeakSynthesizer.Provider, "that is not the name of an espeak-ng voice");
    }

    /// <summary>The voice's language, without its variant.</summary>
    public static string LanguageOf(string voice) => voice.Split('+')[0];

    /// <summary>The variant with its plus, empty when there is none.</summary>
    public static string VariantOf(string voice) => voice[LanguageOf(voice).Length..];

    private static string Named(string voice)
    {
        var name = LanguageOf(voice);
        // A voice that is only like a mapped one ("en-us-nyc") is itself; Chinese, whatever follows, never is.
        var isChinese = name.Split('-', '_')[0].ToUpperInvariant() is "ZH" or "CMN" && !name.Equals(Mandarin, StringComparison.OrdinalIgnoreCase);
        return (isChinese ? ForLanguage(name) : _byName.GetValueOrDefault(name) ?? name) + VariantOf(voice);
    }

    private static string ForLanguage(string tag)
    {
        var parts = tag.Replace('_', '-').Split('-');
        var language = parts[0].ToLowerInvariant();
        return ChineseOf(parts) ?? _byName.GetValueOrDefault(string.Join('-', parts.Take(2))) ?? _byName.GetValueOrDefault(language)
            ?? (language == "en" ? English : language);
    }

    // Script and region may both be there: zh-Hant-HK.
    private static string? ChineseOf(string[] parts) =>
        parts[0].Equals("zh", StringComparison.OrdinalIgnoreCase)
            ? parts.Skip(1).Any(static part => part.ToUpperInvariant() is "HK" or "MO" or "YUE") ? Cantonese : Mandarin
            : null;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+_-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
