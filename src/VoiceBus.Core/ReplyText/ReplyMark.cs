namespace VoiceBus.Core.ReplyText;

/// <summary>
/// A mark in a model's text that is not language: a tag (<c>&lt;think&gt;</c>) or a control token of a chat template
/// (<c>&lt;|im_end|&gt;</c>, <c>[TOOL_CALLS]</c>, <c>◁think▷</c>). Read by its shape, whatever it is called.
/// </summary>
/// <param name="Name">What stands in it, without attributes.</param>
/// <param name="Attributes">What follows the name of a tag, as it is written; <c>=value</c> for <c>&lt;function=value&gt;</c>.</param>
public readonly record struct ReplyMark(string Name, string Attributes = "")
{
    /// <summary>What <see cref="Read"/> gives when the mark may still be going on.</summary>
    public const int Incomplete = -1;

    private const int LongestToken = 64;
    private const int LongestTag = 1024;

    /// <summary>Whether it is a control token rather than a tag.</summary>
    public bool IsToken { get; private init; }

    /// <summary>Whether it ends what one of its name began.</summary>
    public bool Closes { get; private init; }

    /// <summary>Whether nothing lies between its beginning and its end.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>What it means.</summary>
    public MarkRole Role => MarkWords.RoleOf(this);

    /// <summary>Whether a mark can begin with the character.</summary>
    public static bool MayBegin(char c) => c is '<' or '[' or '◁';

    /// <summary>Reads the mark a text begins with.</summary>
    /// <param name="text">The text, from the mark on.</param>
    /// <param name="ended">Whether nothing will follow the text.</param>
    /// <param name="mark">The mark.</param>
    /// <returns>Its length; 0 when there is none, <see cref="Incomplete"/> when that depends on what follows.</returns>
    public static int Read(ReadOnlySpan<char> text, bool ended, out ReplyMark mark)
    {
        mark = default;
        if (text.IsEmpty || !MayBegin(text[0]))
            return 0;
        if (text.Length == 1)
            return ended ? 0 : Incomplete;
        return (text[0], text[1]) switch
        {
            ('◁', _) => ReadToken(text, 1, '▷', ended, out mark),
            ('[', _) => ReadBracket(text, ended, out mark),
            (_, '|' or '｜') => ReadToken(text, 1, '>', ended, out mark),
            _ => ReadTag(text, ended, out mark),
        };
    }

    private static int ReadToken(ReadOnlySpan<char> text, int from, char last, bool ended, out ReplyMark mark)
    {
        mark = default;
        for (var at = from; at < text.Length && at < LongestToken; at++)
        {
            if (text[at] is '\n' or '\r' or '<')
                return 0;
            if (text[at] != last)
                continue;
            var inner = text[from..at];
            // <|channel> begins and <channel|> ends: the bar stands where the token is open.
            var closes = last == '>' && inner[0] is not ('|' or '｜');
            inner = inner.Trim("|｜");
            if (inner.StartsWith("/"))
            {
                closes = true;
                inner = inner[1..];
            }

            mark = new ReplyMark(inner.ToString()) { IsToken = true, Closes = closes };
            return inner.IsEmpty ? 0 : at + 1;
        }

        return text.Length < LongestToken && !ended ? Incomplete : 0;
    }

    // Capital letters only, and only names that mean something: "[OK]" is language.
    private static int ReadBracket(ReadOnlySpan<char> text, bool ended, out ReplyMark mark)
    {
        mark = default;
        var from = text[1] == '/' ? 2 : 1;
        var end = from;
        while (end < text.Length && (char.IsAsciiLetterUpper(text[end]) || text[end] == '_'))
            end++;
        if (end - from > LongestToken)
            return 0;
        if (end == text.Length)
            return ended ? 0 : Incomplete;
        if (text[end] != ']' || end - from < 3)
            return 0;
        mark = new ReplyMark(text[from..end].ToString()) { IsToken = true, Closes = from == 2 };
        return mark.Role is MarkRole.Thought or MarkRole.ToolCall or MarkRole.ToolResult || mark.Name == "INST" ? end + 1 : 0;
    }

    private static int ReadTag(ReadOnlySpan<char> text, bool ended, out ReplyMark mark)
    {
        mark = default;
        text = text[..Math.Min(text.Length, LongestTag)];
        var more = ended || text.Length == LongestTag ? 0 : Incomplete;
        var closes = text[1] == '/';
        var from = closes ? 2 : 1;
        var end = from;
        while (end < text.Length && IsNamePart(text[end], isFirst: end == from))
            end++;
        if (end == text.Length)
            return more;
        if (end == from)
            return 0;
        var name = text[from..end].ToString();
        if (text[end] is '|' or '｜')
            return ReadToken(text, from, '>', ended, out mark);
        var last = ReadAttributes(text, end);
        if (last <= 0)
            return last == 0 ? 0 : more;
        var attributes = text[end..last].Trim();
        var empty = attributes.EndsWith("/");
        mark = new ReplyMark(name, attributes.TrimEnd('/').Trim().ToString()) { Closes = closes, IsEmpty = empty };
        return last + 1;
    }

    /// <summary>Where the tag's last character is; 0 when this is no tag, negative when the text ends before it.</summary>
    private static int ReadAttributes(ReadOnlySpan<char> text, int at)
    {
        while (true)
        {
            var spaced = at;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                return -1;
            if (text[at] == '>')
                return at;
            if (text[at] == '/')
                return at + 1 == text.Length ? -1 : text[at + 1] == '>' ? at + 1 : 0;
            // <function=name> has a value at once; everything else has a name with a value: "a < b and c > d" is no tag.
            if (text[at] != '=' && at == spaced)
                return 0;
            while (at < text.Length && IsNamePart(text[at], isFirst: false))
                at++;
            if (at == text.Length)
                return -1;
            if (text[at] != '=')
                return 0;
            at = ReadValue(text, at + 1);
            if (at < 0)
                return at;
        }
    }

    private static int ReadValue(ReadOnlySpan<char> text, int at)
    {
        if (at == text.Length)
            return -1;
        var quote = text[at] is '"' or '\'' ? text[at] : '\0';
        var from = quote == '\0' ? at : at + 1;
        for (at = from; at < text.Length; at++)
        {
            if (quote == '\0' ? char.IsWhiteSpace(text[at]) || text[at] == '>' || (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '>') : text[at] == quote)
                return quote == '\0' ? at : at + 1;
        }

        return -1;
    }

    private static bool IsNamePart(char c, bool isFirst) =>
        char.IsLetter(c) || (!isFirst && (char.IsDigit(c) || c is '_' or '-' or '.' or ':' or '▁'));
}
