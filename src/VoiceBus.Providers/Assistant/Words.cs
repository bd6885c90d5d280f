using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant;

/// <summary>Makes one spelling of what recognisers and people write in many.</summary>
internal static partial class Words
{
    /// <summary>Whether a text holds a Chinese character.</summary>
    public static bool IsChinese(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;

    /// <summary>Lower case, no punctuation but what numbers and sums need, contractions written out, single spaces.</summary>
    public static string Plain(string text, bool chinese)
    {
        var plain = text.ToLowerInvariant().Replace('’', '\'').Replace('×', '*').Replace('÷', '/').Replace('％', '%');
        plain = ThousandsComma().Replace(plain, "");
        plain = Contraction().Replace(plain, " is");
        plain = Am().Replace(plain, "i am");
        plain = HyphenInWord().Replace(plain, " ");
        plain = Punctuation().Replace(plain, " ");
        plain = Hesitation().Replace(plain, "");
        return chinese ? ChineseSpace().Replace(plain, "").Trim() : Spaces().Replace(plain, " ").Trim();
    }

    [GeneratedRegex(@"(?<=\d),(?=\d{3})")]
    private static partial Regex ThousandsComma();

    [GeneratedRegex(@"(?<=\b(?:what|who|how|that|it|where|when|there))'s\b|(?<=\b(?:what|who))s\b")]
    private static partial Regex Contraction();

    [GeneratedRegex(@"\bi'm\b")]
    private static partial Regex Am();

    [GeneratedRegex(@"(?<=[a-z])-(?=[a-z])")]
    private static partial Regex HyphenInWord();

    [GeneratedRegex(@"[^\w\s'+\-*/^()%=.°]|(?<!\d)\.|\.(?!\d)|_")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^\s*(?:(?:uh+|um+|er|hm+|ah|oh)\s+)+")]
    private static partial Regex Hesitation();

    [GeneratedRegex(@"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")]
    private static partial Regex ChineseSpace();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
