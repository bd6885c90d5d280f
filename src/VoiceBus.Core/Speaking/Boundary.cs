using System.Globalization;

namespace VoiceBus.Core.Speaking;

/// <summary>Finds where a sentence ends near a character; pure, sees only the text since the last cut.</summary>
internal static class Boundary
{
    /// <summary>No sentence ends here.</summary>
    public const int None = -1;

    /// <summary>It depends on text that is still to come.</summary>
    public const int Wait = -2;

    /// <summary>The end after a stop at the given place: past repeated stops and closing quotes.</summary>
    /// <param name="text">The text since the last cut.</param>
    /// <param name="at">Where the stop is.</param>
    /// <param name="pauses">Whether the text pauses behind what there is: nothing more is to be waited for.</param>
    public static int AfterStop(ReadOnlySpan<char> text, int at, bool pauses = false)
    {
        var end = at + 1;
        if (Punctuation.IsCertainStop(text[at]) && !IsQuoted(text[..at]))
            return end;
        while (end < text.Length && (Punctuation.IsTail(text[end]) || IsSpacedQuote(text, end)))
            end++;
        if (end == text.Length)
            return !pauses ? Wait : text[at] == '.' && end == at + 1 ? AfterDot(text, at, pauses) : end;
        if (text[end] == ' ' && end + 1 == text.Length && !pauses && text[..end].Contains('«') && !text[..end].Contains('»'))
            return Wait;
        if (char.IsWhiteSpace(text[end]) || Punctuation.IsWide(text[end]))
            return text[at] == '.' && end == at + 1 ? AfterDot(text, at, pauses) : end;
        return AfterTight(text, at, end, pauses);
    }

    /// <summary>The end after a comma, colon, semicolon or dash at the given place.</summary>
    public static int AfterClause(ReadOnlySpan<char> text, int at)
    {
        if (text[at] is not ('—' or < '\x7f'))
            return at + 1;
        if (at + 1 == text.Length)
            return Wait;
        var next = text[at + 1];
        if (text[at] == '—')
            return next == '—' ? None : at + 1;
        return char.IsWhiteSpace(next) || Punctuation.IsWide(next) ? at + 1 : None;
    }

    /// <summary>Whether the semicolon at the given place asks a question.</summary>
    public static bool IsGreek(ReadOnlySpan<char> text, int at) => at > 0 && text[at - 1] is >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF';

    // No blank behind the stop: a number, a name of a file, or a sentence that was set without one.
    private static int AfterTight(ReadOnlySpan<char> text, int at, int end, bool pauses)
    {
        var next = text[end];
        if (text[at] is not ('.' or '…'))
            return char.IsDigit(next) || (Punctuation.IsJoiner(next) && text[at] < '\x7f') ? None : end;
        if (Punctuation.IsJoiner(next) || char.IsDigit(next))
            return None;
        if (!char.IsLetter(next))
            return text[at] == '.' && end == at + 1 && next is not ('¿' or '¡') && Abbreviations.Always(text[WordStart(text, at)..at]) ? None : end;
        if (text[at] == '…' || end > at + 1)
            return char.IsUpper(next) ? end : None;
        // Of scripts without capitals a letter on both sides is enough.
        if (!char.IsUpper(next) && !char.IsLower(next))
            return at > 0 && char.IsLetter(text[at - 1]) ? end : None;
        if (!char.IsUpper(next) || !EndsSmall(text, at))
            return None;
        if (end + 1 == text.Length)
            return pauses ? None : Wait;
        return char.IsLower(text[end + 1]) || char.IsWhiteSpace(text[end + 1]) || text[end + 1] is '\'' or '’' ? end : None;
    }

    // "said.Then" goes on as another sentence; "System.Text" and "Node.js" do not.
    private static bool EndsSmall(ReadOnlySpan<char> text, int dot)
    {
        var start = WordStart(text, dot);
        var word = text[start..dot];
        if (word.Length < 2 || word.Contains('.') || !char.IsLower(word[^1]) || Abbreviations.Always(word))
            return false;
        return char.IsLower(word[0]) || start == 0;
    }

    private static int AfterDot(ReadOnlySpan<char> text, int dot, bool pauses)
    {
        var word = text[WordStart(text, dot)..dot];
        if (word.IsEmpty)
            return dot + 1;
        if (Abbreviations.Maybe(word))
            return BeforeCapital(text, dot, wantsDigit: word.Equals("no", StringComparison.OrdinalIgnoreCase), pauses);
        if (Abbreviations.Always(word))
            return None;
        if (word.Length > 3 || word.ContainsAnyExceptInRange('0', '9'))
            return dot + 1;
        if (dot <= 3 && !text[..dot].ContainsAnyExceptInRange('0', '9'))
            return None; // The number of a list.
        return word.Length > 2 ? dot + 1 : AfterDay(text, dot, pauses);
    }

    // "3. Oktober", "am 3. des Monats"; "It was 5. Then" ends.
    private static int AfterDay(ReadOnlySpan<char> text, int dot, bool pauses)
    {
        var next = text[(dot + 1)..].TrimStart();
        if (next.Length < 3 && !pauses && !(next.Length > 0 && !char.IsLetter(next[0])))
            return Wait;
        return !next.IsEmpty && (char.IsLower(next[0]) || Abbreviations.IsMonth(next)) ? None : dot + 1;
    }

    // "etc. and" goes on, "etc. Then" does not; "No. 5" goes on, "No. I will" does not.
    private static int BeforeCapital(ReadOnlySpan<char> text, int dot, bool wantsDigit, bool pauses)
    {
        var next = dot + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        if (next == text.Length)
            return pauses ? dot + 1 : Wait;
        var goesOn = wantsDigit ? char.IsAsciiDigit(text[next]) : char.IsLower(text[next]);
        return goesOn ? None : dot + 1;
    }

    private static bool IsQuoted(ReadOnlySpan<char> text)
    {
        var open = 0;
        foreach (var c in text)
        {
            open += c switch
            {
                '“' or '「' or '『' or '（' or '(' or '《' or '【' or '«' => 1,
                '”' or '」' or '』' or '）' or ')' or '》' or '】' or '»' => -1,
                _ => 0,
            };
        }

        return open > 0 || text.Count('"') % 2 == 1;
    }

    // « Oui ! » sets a blank before its end.
    private static bool IsSpacedQuote(ReadOnlySpan<char> text, int at) =>
        text[at] == ' ' && at + 1 < text.Length && text[at + 1] == '»' && text[..at].Contains('«');

    private static int WordStart(ReadOnlySpan<char> text, int end)
    {
        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '.' || char.GetUnicodeCategory(text[start - 1]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) && !Punctuation.IsWide(text[start - 1]))
            start--;
        return start;
    }
}
