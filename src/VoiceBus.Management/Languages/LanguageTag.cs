namespace VoiceBus.Management.Languages;

/// <summary>BCP 47 tags as far as it matters here: which language, not which region or script. Pure.</summary>
public static class LanguageTag
{
    // English names by ISO 639: this process runs without ICU, which would know them. A language that is not here is told by its tag.
    private const string Names =
        "af Afrikaans, am Amharic, ar Arabic, az Azerbaijani, be Belarusian, bg Bulgarian, bn Bengali, bs Bosnian, ca Catalan, " +
        "cs Czech, cy Welsh, da Danish, de German, el Greek, en English, eo Esperanto, es Spanish, et Estonian, eu Basque, " +
        "fa Persian, fi Finnish, fil Filipino, fr French, ga Irish, gl Galician, gu Gujarati, he Hebrew, hi Hindi, " +
        "hr Croatian, hu Hungarian, hy Armenian, id Indonesian, is Icelandic, it Italian, ja Japanese, ka Georgian, kk Kazakh, " +
        "km Khmer, kn Kannada, ko Korean, lo Lao, lt Lithuanian, lv Latvian, mk Macedonian, ml Malayalam, mn Mongolian, " +
        "mr Marathi, ms Malay, my Burmese, nb Norwegian, ne Nepali, nl Dutch, no Norwegian, pa Punjabi, pl Polish, " +
        "pt Portuguese, ro Romanian, ru Russian, si Sinhala, sk Slovak, sl Slovenian, sq Albanian, sr Serbian, sv Swedish, " +
        "sw Swahili, ta Tamil, te Telugu, th Thai, tr Turkish, uk Ukrainian, ur Urdu, uz Uzbek, vi Vietnamese, yue Cantonese, " +
        "zh Chinese";

    private static readonly Dictionary<string, string> _names = Names.Split(", ").Select(static entry => entry.Split(' '))
        .ToDictionary(static entry => entry[0], static entry => entry[1], StringComparer.Ordinal);

    /// <summary>The language of a tag in lower case, such as <c>zh</c> of <c>zh-CN</c> and of <c>cmn</c>; null where there is none.</summary>
    public static string? Primary(string? tag)
    {
        var primary = tag?.Trim().Split('-', '_')[0].ToLowerInvariant();
        return primary switch
        {
            null or "" or "mul" or "und" => null,
            "cmn" => "zh", // Mandarin, the encompassed language that "zh" means by itself (RFC 5646, 4.1.1).
            _ => primary,
        };
    }

    /// <summary>What people call a language, in English.</summary>
    /// <param name="primary">Of <see cref="Primary"/>.</param>
    public static string NameOf(string primary) => _names.GetValueOrDefault(primary, $"the language '{primary}'");
}
