using System.Text.RegularExpressions;
using VoiceBus.Speech.Language;

namespace VoiceBus.Speech.Espeak;

/// <summary>Which of espeak-ng's voices speaks a text.</summary>
internal static partial class EspeakVoice
{
    // "zh" is a voice of another engine there (speech.md 3.1).
    private static readonly Dictionary<string, string> _byTag = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = "en-us",
        ["zh"] = "cmn",
        ["zh-hk"] = "yue",
        ["en-gb"] = "en-gb",
        ["es-419"] = "es-419",
        ["pt-br"] = "pt-br",
    };

    /// <summary>The voice asked for; otherwise the one of the language; otherwise the one the text's script tells.</summary>
    /// <exception cref="Core.Services.ProviderException">BadRequest: not a voice's name.</exception>
    public static string Choose(string text, string? voice, string? language)
    {
        var name = voice ?? ForLanguage(language ?? Script.Guess(text) ?? "en");
        return Name().IsMatch(name) ? name : throw Script.Refuse(EspeakSynthesizer.Provider, "that is not the name of an espeak-ng voice");
    }

    private static string ForLanguage(string tag)
    {
        var primary = tag.Split('-', '_')[0];
        return _byTag.GetValueOrDefault(tag) ?? _byTag.GetValueOrDefault(primary) ?? primary.ToLowerInvariant();
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+_-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
