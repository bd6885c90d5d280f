using System.Text.RegularExpressions;

namespace VoiceBus.Core.Speaking;

/// <summary>Tells a reference in brackets from words in brackets. Thread-safe.</summary>
internal static partial class Citations
{
    /// <summary>Whether what stands in the brackets points somewhere and says nothing.</summary>
    public static bool Is(ReadOnlySpan<char> content) => Reference().IsMatch(content.Trim());

    // Numbers ("1", "^2", "1, 3", "2-4"), a footnote's name, a word for a source with a number, or a dagger between.
    [GeneratedRegex(
        """
        ^(?:\^?\d{1,3}(?:\s*[-–,、;]\s*\^?\d{1,3})*
        |\^[\w-]{1,20}
        |\[\^?\d{1,3}\]
        |[^\[\]]*†[^\[\]]*
        |(?:turn\d+)?(?:citation|cite|source|ref|reference|footnote|note|doc|document|fn|page|p|来源|引用|参考|资料|文献|出典|출처|источник|ист|quelle|fuente)s?\.?
          \s*[:：#_]?\s*(?:turn\d+\w*|\d+)[\d\s,、:;.\w-]{0,40})$
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
