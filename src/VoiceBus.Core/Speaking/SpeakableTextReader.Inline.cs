using System.Net;

namespace VoiceBus.Core.Speaking;

/// <content>Marks within a line: emphasis, code, formulas, entities, addresses.</content>
internal sealed partial class SpeakableTextReader
{
    private int ReadTicks()
    {
        var run = Rest.IndexOfAnyExcept('`');
        if (run < 0 && !_ended)
            return Incomplete;
        run = run < 0 ? Rest.Length : run;
        if (run >= 3)
        {
            _skipping = new Skipping(SkipKind.Code, "`");
            writer.Space();
        }

        return run;
    }

    private int ReadTildes()
    {
        var run = Rest.IndexOfAnyExcept('~');
        if (run < 0 && !_ended)
            return Incomplete;
        run = run < 0 ? Rest.Length : run;
        if (run >= 3 && writer.Last == '\n')
            _skipping = new Skipping(SkipKind.Code, "~");
        var isRange = run == 1 && char.IsDigit(_before) && Rest.Length > 1 && char.IsDigit(Rest[1]);
        return isRange ? 0 : run;
    }

    // 2 * 3 and snake_case are written so; everything else is emphasis, or acted.
    private int ReadEmphasis(char mark)
    {
        var run = Rest.IndexOfAnyExcept(mark);
        if (run < 0 && !_ended)
            return Incomplete;
        run = run < 0 ? Rest.Length : run;
        var next = run < Rest.Length ? Rest[run] : '\n';
        if (run == 1 && mark == '*' && IsFactor(_before, next))
            return 0;
        if (mark == '_' && char.IsLetterOrDigit(_before) && char.IsLetterOrDigit(next))
            return Keep(run);
        // What is strong or begins nothing goes at once; between single marks something may be acted.
        var begins = char.IsLetter(next) || next is '(' or '"' or '\'' or '¡' or '¿' || char.IsSurrogate(next);
        if (run != 1 || _emphasized == 0 || !begins || (char.IsLetterOrDigit(_before) && !Punctuation.IsWide(_before)))
            return run;
        var end = Find([mark], 1, LongestAside);
        if (end <= 0)
            return end == 0 ? 1 : Incomplete;
        var acted = IsActed(Rest[1..end], mark, end + 1);
        if (acted == false)
            _emphasized = end;
        return acted is null ? Incomplete : acted.Value ? Dropped(end + 1) : 1;
    }

    // "3 * 4", "2*x" and "c*1".
    private static bool IsFactor(char before, char next) =>
        ((char.IsDigit(before) || char.IsWhiteSpace(before)) && (char.IsDigit(next) || next == ' '))
        || (char.IsAsciiLetterOrDigit(before) && char.IsAsciiLetterOrDigit(next) && (char.IsDigit(before) || char.IsDigit(next)));

    private int Keep(int count)
    {
        writer.Write(Rest[..count]);
        return count;
    }

    /// <summary>Whether what stands between marks is acted; null when that depends on what follows.</summary>
    private bool? IsActed(ReadOnlySpan<char> content, char mark, int after)
    {
        if (content.IsWhiteSpace())
            return false;
        if (StageDirections.Is(content.Trim()))
            return true;
        if (!writer.IsSentenceStart)
            return false;
        var rest = Rest[after..];
        var next = rest.TrimStart(' ');
        if (next.IsEmpty && !_ended)
            return null;
        return StageDirections.IsAlone(content, mark, next.IsEmpty ? '\n' : next[0], next.Length < rest.Length);
    }

    private int ReadEquals()
    {
        var run = Rest.IndexOfAnyExcept('=');
        if (run < 0 && !_ended)
            return Incomplete;
        run = run < 0 ? Rest.Length : run;
        var next = run < Rest.Length ? Rest[run] : '\n';
        return run == 2 && (char.IsWhiteSpace(_before) != char.IsWhiteSpace(next) || char.IsLetter(next) || !char.IsWhiteSpace(_before)) ? 2 : 0;
    }

    private int ReadBackslash()
    {
        if (IsLast && !_ended)
            return Incomplete;
        if (Next is '(' or '[' && Find(Next == '(' ? "\\)" : "\\]", 2, LongestFormula, acrossLines: true) is not 0 and var end)
            return end == Incomplete ? Incomplete : Formula(Rest[2..end], end + 2);
        if (char.IsAsciiLetter(Next))
            return ReadCommand();
        if (!char.IsAscii(Next) || !(char.IsPunctuation(Next) || char.IsSymbol(Next)) || IsLast)
            return 0;
        // Nobody says what would have been emphasis.
        if (Next == '_' && Rest.Length < 3 && !_ended)
            return Incomplete;
        var isPartOfName = char.IsLetterOrDigit(_before) && Rest.Length > 2 && char.IsLetterOrDigit(Rest[2]);
        if (Next is not ('*' or '`' or '~') && (Next != '_' || isPartOfName))
            writer.Write(Next);
        return 2;
    }

    // Models forget the dollars around \frac{1}{2}.
    private int ReadCommand()
    {
        var held = Rest[..Math.Min(Rest.Length, LongestAside)];
        var isAll = _ended || held.Length == LongestAside;
        var end = 1;
        while (end < held.Length && char.IsAsciiLetter(held[end]))
            end++;
        if (end == held.Length && !isAll)
            return Incomplete;
        if (held[1..end] is "begin")
            return ReadEnvironment();
        if (!Formulas.IsCommand(held[1..end]))
            return 0;
        while (end < held.Length && held[end] == '{')
        {
            var close = held[end..].IndexOf('}');
            if (close < 0)
                return isAll ? Formula(held[..end], end) : Incomplete;
            end += close + 1;
            if (end == held.Length && !isAll)
                return Incomplete;
        }

        return Formula(Rest[..end], end);
    }

    // \begin{aligned} … \end{aligned}
    private int ReadEnvironment()
    {
        var close = Find("\\end{", 1, LongestFormula, acrossLines: true);
        if (close <= 0)
            return close;
        var end = Rest[close..Math.Min(Rest.Length, close + LongestAside)].IndexOf('}');
        if (end < 0)
            return _ended || Rest.Length >= close + LongestAside ? 0 : Incomplete;
        return Formula(Rest[..close], close + end + 1);
    }

    private int Formula(ReadOnlySpan<char> latex, int length)
    {
        writer.Write(Formulas.ToText(latex).AsSpan().Trim());
        writer.Gap();
        return length;
    }

    private int ReadDollar()
    {
        if (IsLast)
            return _ended ? 0 : Incomplete;
        if (Next == '$')
        {
            var close = Find("$$", 2, LongestFormula, acrossLines: true);
            return close <= 0 ? close == 0 ? 2 : Incomplete : Formula(Rest[2..close], close + 2);
        }

        if (char.IsAsciiLetterOrDigit(_before) || char.IsWhiteSpace(Next))
            return 0;
        if (char.IsDigit(Next) && IsMoney() is var money && money != false)
            return money is null ? Incomplete : 0;
        var end = Find("$", 2, LongestAside * 3);
        if (end <= 0)
            return end;
        if (end + 1 == Rest.Length && !_ended)
            return Incomplete;
        var isFormula = !Rest[1..end].Contains('`') && !char.IsWhiteSpace(Rest[end - 1]) && !(end + 1 < Rest.Length && char.IsDigit(Rest[end + 1]));
        return isFormula ? Formula(Rest[1..end], end + 1) : 0;
    }

    // "$5 a day", "$1,000.50" and "$5-$10" are money; "$3 \times 4$", "$2x$" and "$5 + 3$" are not.
    private bool? IsMoney()
    {
        var end = 1;
        while (end < Rest.Length && (char.IsDigit(Rest[end]) || Rest[end] is ',' or '.'))
            end++;
        if (end + 2 > Rest.Length && !_ended)
            return null;
        var next = end < Rest.Length ? Rest[end] : '\n';
        if (next == ' ')
            return !(end + 1 < Rest.Length && Rest[end + 1] is '\\' or '+' or '=' or '<' or '>' or '*' or '/' or '^');
        return !(next is '\\' or '+' or '=' or '^' or '*' or '/' or '_' or '{' or '$' || (char.IsAsciiLetterLower(next) && next is not ('k' or 'm' or 'b')));
    }

    private int ReadEntity()
    {
        var end = Rest[..Math.Min(Rest.Length, 12)].IndexOf(';');
        var name = Rest[1..(end < 0 ? Math.Min(Rest.Length, 12) : end)];
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '#')
                return 0;
        if (end < 0)
            return Rest.Length < 12 && !_ended ? Incomplete : 0;
        var decoded = WebUtility.HtmlDecode(Rest[..(end + 1)].ToString());
        if (decoded.Length > 2)
            return 0;
        writer.Write(decoded);
        return end + 1;
    }

    /// <summary>A word may be the beginning of an address.</summary>
    private int ReadWord()
    {
        var end = 1;
        while (end < Rest.Length && end < LongestWord && (char.IsAsciiLetterOrDigit(Rest[end]) || Rest[end] is '.' or '-' or '+'))
            end++;
        if (end == Rest.Length && end < LongestWord && !_ended)
            return Incomplete;
        var word = Rest[..end];
        var after = Rest[end..];
        if (word is "mailto" && after.StartsWith(":"))
            return end + 1;
        if (after.Length < 3 && !after.IsEmpty && "://".AsSpan().StartsWith(after) && !_ended)
            return Incomplete;
        var isAddress = after.StartsWith("://") || (word.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && word.Length > 6)
            || (after.StartsWith("/") && Addresses.IsDomain(word));
        if (!isAddress)
            return Keep(end);
        return BeginAddress(end);
    }

    private bool _closesAddress;

    private int BeginAddress(int length)
    {
        // The stop of the sentence may stand at the end of what was read already.
        while (length > 1 && Rest[length - 1] is '.' or '-' or '+')
            length--;
        writer.Write(LinkWords.For(writer.LastLetter, language));
        writer.Gap();
        _skipping = new Skipping(SkipKind.Address);
        return length;
    }

    private int CloseAddress()
    {
        _closesAddress = false;
        return 1;
    }
}
