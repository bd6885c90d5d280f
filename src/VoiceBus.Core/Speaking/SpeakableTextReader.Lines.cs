using System.Buffers;

namespace VoiceBus.Core.Speaking;

/// <content>What stands at the beginning of a line.</content>
internal sealed partial class SpeakableTextReader
{
    private static readonly SearchValues<char> _ruled = SearchValues.Create("-*_=|:+ \t");

    /// <summary>Quotes, headings, bullets, rules and rows; a list's number is worth hearing.</summary>
    private int ReadLineStart()
    {
        var c = _rest[_at];
        if (c is ' ' or '\t' or '\u3000' or '\u00A0')
            return 1;
        var rule = ReadRule();
        if (rule != 0)
            return rule;
        switch (c)
        {
            case '>' or '#' or '-' or '*' or '+' or '–' when IsLast && !_ended:
                return Incomplete;
            case '>' when Next is not '=' and not '_' and not '.' and not ':':
                return 1;
            case '#':
                return ReadHeading();
            case '-' or '*' or '+' or '–' when char.IsWhiteSpace(Next):
                return ReadBullet();
            case '•' or '‣' or '·' or '◦' or '▪' or '●' or '■' or '◆' or '○' or '・':
                return ReadBullet();
            case '|':
                return 1;
            case '~':
                return ReadTildes();
            default:
                return 0;
        }
    }

    private int ReadHeading()
    {
        var end = Rest.IndexOfAnyExcept('#');
        if (end < 0)
            return _ended ? Rest.Length : Rest.Length > 6 ? 0 : Incomplete;
        return end <= 6 && Rest[end] is ' ' or '\t' ? end : 0;
    }

    // With the box of a task behind it.
    private int ReadBullet()
    {
        var box = Rest[1..].TrimStart(" \t");
        if (box.IsEmpty || (box[0] == '[' && box.Length < 4))
            return _ended ? 1 : Incomplete;
        if (box.Length >= 4 && box[0] == '[' && box[1] is ' ' or 'x' or 'X' && box[2] == ']' && box[3] is ' ' or '\n')
            return Rest.Length - box.Length + 3;
        return 1;
    }

    // A line of nothing but marks: a rule, what is below a heading, or the line of a table that has no cells.
    private int ReadRule()
    {
        if (_rest[_at] is not ('-' or '*' or '_' or '=' or '|' or ':' or '+'))
            return 0;
        var held = Rest[..Math.Min(Rest.Length, LongestPair)];
        var end = held.IndexOfAnyExcept(_ruled);
        if (end < 0 && !_ended && held.Length < LongestPair)
            return Incomplete;
        if (end >= 0 && held[end] is not ('\n' or '\r'))
            return 0;
        var line = held[..(end < 0 ? held.Length : end)];
        var marks = line.Length - line.Count(' ') - line.Count('\t');
        return marks >= 3 || line.Contains('-') ? line.Length : 0;
    }

    private int ReadBar()
    {
        writer.Cell();
        return 1;
    }

    private int ReadHash()
    {
        if (IsLast && !_ended)
            return Incomplete;
        return char.IsLetter(Next) && !char.IsLetterOrDigit(_before) ? 1 : 0;
    }
}
