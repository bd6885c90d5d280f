namespace VoiceBus.Core.Speaking;

/// <summary>What is said instead of an address.</summary>
internal static class LinkWords
{
    /// <summary>The words, by the script that is being written, else by the language of who speaks.</summary>
    /// <param name="letter">A letter of the text, or none.</param>
    /// <param name="language">BCP 47, or null.</param>
    public static string For(char letter, string? language)
    {
        var spoken = language?.Split('-', '_')[0].ToLowerInvariant();
        return letter switch
        {
            >= '\u0400' and <= '\u052F' => "ссылка",
            >= '\u0600' and <= '\u06FF' => spoken == "fa" ? "پیوند" : spoken == "ur" ? "لنک" : "رابط",
            >= '\u0900' and <= '\u097F' => "लिंक",
            >= '\u0E00' and <= '\u0E7F' => "ลิงก์",
            >= '\u3040' and <= '\u30FF' => "リンク",
            >= '\uAC00' and <= '\uD7A3' => "링크",
            >= '\u3400' and <= '\u9FFF' => spoken == "ja" ? "リンク" : "链接",
            '\0' => InLanguage(spoken),
            _ => spoken is "de" or "fr" or "es" or "it" or "pt" ? InLanguage(spoken) : "a link",
        };
    }

    private static string InLanguage(string? language) => language switch
    {
        "zh" or "yue" or "cmn" => "链接",
        "ja" => "リンク",
        "ko" => "링크",
        "ru" => "ссылка",
        "ar" => "رابط",
        "hi" => "लिंक",
        "th" => "ลิงก์",
        "de" => "ein Link",
        "fr" => "un lien",
        "es" => "un enlace",
        "it" => "un link",
        "pt" => "um link",
        _ => "a link",
    };
}
