using System.Buffers;

namespace VoiceBus.Core.Speaking;

/// <content>Brackets: links, references, acted asides, faces, and words in brackets.</content>
internal sealed partial class SpeakableTextReader
{
    private static readonly SearchValues<char> _words = SearchValues.Create(" abcdefghijklmnopqrstuvwxyz");

    private bool _afterLinkText;

    // A picture is a link with a mark before it; "Hello![1]" is none.
    private int ReadImage()
    {
        if (IsLast)
            return _ended ? 0 : Incomplete;
        if (Next != '[')
            return 0;
        var end = Matching('[', ']', LongestBracket, from: 1);
        if (end <= 0)
            return end;
        if (end + 1 == Rest.Length)
            return _ended ? 0 : Incomplete;
        return Rest[end + 1] == '(' ? 1 : 0;
    }

    private int ReadBracket()
    {
        var end = Matching('[', ']', LongestBracket);
        if (end <= 0)
            return end;
        if (end + 1 == Rest.Length && !_ended)
            return Incomplete;
        var content = Rest[1..end];
        var next = end + 1 < Rest.Length ? Rest[end + 1] : '\n';
        var isLabel = _afterLinkText;
        _afterLinkText = false;
        var isCitation = Citations.Is(content);
        if (next == ':' && isCitation && writer.Last == '\n')
        {
            _skipping = new Skipping(SkipKind.Line);
            return end + 1;
        }

        if (next == '(')
            return ReadLink(content, isCitation, end + 2);
        if (isCitation || isLabel)
            return Dropped(end + 1);
        if (next == '[' && content.ContainsAny(_words))
        {
            _afterLinkText = true;
            ReadInside(content);
            return end + 1;
        }

        return ReadAside(content, '[', end + 1);
    }

    private int ReadLink(ReadOnlySpan<char> text, bool isCitation, int length)
    {
        if (!isCitation)
            ReadInside(text);
        writer.Gap();
        _skipping = new Skipping(SkipKind.Target);
        return length;
    }

    private int ReadParenthesis(char close)
    {
        var end = Matching(_rest[_at], close, LongestAside);
        if (end <= 0)
            return end;
        return ReadAside(Rest[1..end], '(', end + 1);
    }

    private int ReadWideBracket(char open) => open switch
    {
        '（' => ReadParenthesis('）'),
        '【' => ReadReference('】'),
        '〔' => ReadReference('〕'),
        '［' => ReadReference('］'),
        _ => 0,
    };

    private int ReadReference(char close)
    {
        var end = Find([close], 1, LongestAside);
        if (end <= 0)
            return end;
        var content = Rest[1..end];
        return Citations.Is(content) ? Dropped(end + 1) : ReadAside(content, '(', end + 1);
    }

    /// <summary>What stands in brackets goes when it is acted, a face, an emotion, or when nothing of it can be said.</summary>
    private int ReadAside(ReadOnlySpan<char> content, char mark, int length)
    {
        var acted = IsActed(content, mark, length);
        if (acted is null)
            return Incomplete;
        var isEmotion = Emotions.IsName(content.Trim());
        if (!acted.Value && !isEmotion && !IsFace(content) && !IsSilent(content))
            return 0;
        if (isEmotion)
            writer.Show(Emotions.Named(content.Trim().ToString().ToLowerInvariant()));
        else if (Emotions.TryFind(content.ToString(), out var emotion))
            writer.Show(emotion);
        return Dropped(length);
    }

    // Emoji, signs, or a reference in brackets of its own.
    private static bool IsSilent(ReadOnlySpan<char> content)
    {
        var inner = content.Trim("[]【】 ");
        if (inner.Length < content.Trim().Length && Citations.Is(inner))
            return true;
        foreach (var c in content)
            if (char.IsLetterOrDigit(c))
                return false;
        return true;
    }

    // More signs than letters, and not many of either: (≧▽≦) (｡･ω･｡) (T_T).
    private static bool IsFace(ReadOnlySpan<char> content)
    {
        var (letters, signs) = (0, 0);
        foreach (var c in content)
        {
            if (char.IsAsciiDigit(c) || char.IsWhiteSpace(c))
                return false;
            if (char.IsLetter(c))
                letters++;
            else
                signs++;
        }

        return content.Length is >= 3 and <= 14 && letters <= 2 && signs > letters && (signs > 2 || content.Contains('_'));
    }

    private int Matching(char open, char close, int most, int from = 0)
    {
        var inside = 0;
        for (var at = from; at < Rest.Length && at < most; at++)
        {
            var c = Rest[at];
            if (c is '\n' or '\r')
                return 0;
            inside += c == open ? 1 : c == close ? -1 : 0;
            if (inside == 0)
                return at;
        }

        return Rest.Length < most && !_ended ? Incomplete : 0;
    }
}
