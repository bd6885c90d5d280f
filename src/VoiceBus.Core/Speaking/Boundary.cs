namespace VoiceBus.Core.Speaking;

/// <summary>Finds where a sentence ends near a character; pure, sees only the text since the last cut.</summary>
internal static class Boundary
{
    /// <summary>No sentence ends here.</summary>
    public const int None = -1;

    /// <summary>It depends on text that is still to come.</summary>
    public const int Wait = -2;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _titles = Words(
        "dr", "mr", "mrs", "ms", "prof", "st", "vs", "fig", "mt", "gen", "sen", "rev", "approx", "cf", "jr", "sr");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _maybe = Words("etc", "a.m", "p.m", "no");

    /// <summary>The end after a stop at the given place: past repeated stops and closing quotes.</summary>
    public static int AfterStop(ReadOnlySpan<char> text, int at)
    {
        var end = at + 1;
        while (end < text.Length && Punctuation.IsTail(text[end]))
            end++;
        if (end == text.Length)
            return Wait;
        if (text[at] < '\x7f' || text[at] == '…')
        {
            if (Punctuation.IsJoined(text[end]))
                return None;
        }

        return text[at] == '.' && end == at + 1 ? AfterDot(text, at) : end;
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

    /// <summary>A code block ends only with its closing line.</summary>
    public static int InFence(ReadOnlySpan<char> text, int at)
    {
        if (text[at] != '\n')
            return None;
        var line = text[..at].LastIndexOf('\n');
        return line >= 0 && text[(line + 1)..at].TrimStart().StartsWith("```") ? at : None;
    }

    private static int AfterDot(ReadOnlySpan<char> text, int dot)
    {
        var word = text[(WordStart(text, dot))..dot];
        if (word.IsEmpty)
            return dot + 1;
        if (_maybe.Contains(word))
            return BeforeCapital(text, dot, wantsDigit: word.Equals("no", StringComparison.OrdinalIgnoreCase));
        var listMarker = dot <= 3 && !text[..dot].ContainsAnyExceptInRange('0', '9');
        return listMarker || _titles.Contains(word) || IsInitials(word) ? None : dot + 1;
    }

    // "etc. and" goes on, "etc. Then" does not; "No. 5" goes on, "No. I will" does not.
    private static int BeforeCapital(ReadOnlySpan<char> text, int dot, bool wantsDigit)
    {
        var next = dot + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        if (next == text.Length)
            return Wait;
        var goesOn = wantsDigit ? char.IsAsciiDigit(text[next]) : char.IsLower(text[next]);
        return goesOn ? None : dot + 1;
    }

    // "J." "U.S" "e.g": single letters with dots between; "I." ends a sentence.
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        if (word is "I" || word.Length % 2 == 0)
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsAsciiLetter(word[i]) : word[i] != '.')
                return false;
        }

        return true;
    }

    private static int WordStart(ReadOnlySpan<char> text, int end)
    {
        var start = end;
        while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '.'))
            start--;
        return start;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(params string[] words) =>
        words.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
