using System.Text;
using System.Text.RegularExpressions;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Turns what a model wrote into what can be said: takes out markdown, emoji and stage directions and keeps the words.
/// Thread-safe. Works on a whole sentence as on half of one, where a mark may lack its partner.
/// </summary>
public static partial class SpeakableText
{
    /// <summary>The words of a text.</summary>
    /// <param name="text">One or more lines of a model's reply.</param>
    /// <returns>One line of plain text; empty when nothing in it can be said.</returns>
    public static string From(string text)
    {
        var plain = FencedCode().Replace(text, " ");
        plain = Image().Replace(plain, "$1");
        plain = Link().Replace(plain, "$1");
        plain = LineMark().Replace(plain, "");
        plain = Rule().Replace(plain, "");
        plain = TableRow().Replace(plain, static row => Cells(row.Groups[1].Value));
        plain = StageDirections.Remove(plain);
        plain = Footnote().Replace(plain, "");
        plain = Marks().Replace(plain, "");
        plain = Emphasis().Replace(plain, "$1");
        plain = Collapse(WithoutEmoji(plain));
        return plain.Any(char.IsLetterOrDigit) ? plain : "";
    }

    private static string Cells(string row) =>
        string.Join(", ", row.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string WithoutEmoji(string text)
    {
        if (!text.EnumerateRunes().Any(Emoji.IsPart))
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Emoji.IsPart(rune))
                kept.Append(rune);
        }

        return kept.ToString();
    }

    private static string Collapse(string text) => SpaceBeforeStop().Replace(Spaces().Replace(text, " "), "").Trim();

    [GeneratedRegex(@"```.*?(?:```|\z)", RegexOptions.Singleline)]
    private static partial Regex FencedCode();

    [GeneratedRegex(@"!\[([^\]\n]*)\]\([^)\n]*\)")]
    private static partial Regex Image();

    [GeneratedRegex(@"\[([^\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+""[^""\n]*"")?\)")]
    private static partial Regex Link();

    // Headings, quotes, bullets and task boxes at the start of a line; a list's number is worth hearing.
    [GeneratedRegex(@"^[ \t]*(?:(?:>[ \t]?)+|#{1,6}[ \t]+|(?:[-*+•][ \t]+)(?:\[[ xX]\][ \t]+)?)+", RegexOptions.Multiline)]
    private static partial Regex LineMark();

    // A rule, or the line of a table that has no cells; each character can be read in one way only, so that a long one costs no time.
    [GeneratedRegex(@"^(?:[ \t]*(?:[-*_=][ \t]*){3,}|(?=[ \t:|]*(?:-[ \t:|]+)*--)[ \t:|-]+)$", RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^[ \t]*\|(.*)\|[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"\[\^?\d{1,3}\]")]
    private static partial Regex Footnote();

    [GeneratedRegex(@"\*\*+|(?<!\w)__+|__+(?!\w)|~~|`+|(?<![\s\d*]|^)\*(?=\s|\p{P}|$)|(?<=\s|^|\p{P})\*(?=[^\s\d*])")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<!\w)_([^_\n]+)_(?!\w)")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" +(?=[,;:!?，。！？、；：]|\.(?:\s|$))")]
    private static partial Regex SpaceBeforeStop();
}
