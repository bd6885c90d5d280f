using System.Buffers;
using VoiceBus.Core.ReplyText;

namespace VoiceBus.Core.Speaking;

/// <content>Anything shaped like a tag: SSML, HTML, and what models make up.</content>
internal sealed partial class SpeakableTextReader
{
    private static readonly SearchValues<char> _scheme = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-0123456789");

    private int ReadAngle()
    {
        if (IsLast && !_ended)
            return Incomplete;
        const string Comment = "<!--";
        if (Rest.StartsWith(Comment) || (Comment.AsSpan().StartsWith(Rest) && Rest.Length > 1))
        {
            if (Rest.Length < Comment.Length)
                return _ended ? 0 : Incomplete;
            _skipping = new Skipping(SkipKind.Until, "-->");
            return Dropped(Comment.Length);
        }

        var length = ReplyMark.Read(Rest, _ended, out var mark);
        if (length > 0)
            return OnTag(mark, length);
        if (length < 0)
            return Incomplete;
        var mail = Rest[..Math.Min(Rest.Length, LongestAside)].IndexOfAny(" >\n");
        if (mail < 0 && !_ended && Rest.Length < LongestAside && Rest.Length > 1 && char.IsAsciiLetterOrDigit(Rest[1]))
            return Incomplete;
        if (mail > 0 && Rest[mail] == '>' && Rest[1..mail].Contains('@'))
        {
            writer.Write(Rest[1] == 'm' && Rest[1..mail].StartsWith("mailto:") ? Rest[8..mail] : Rest[1..mail]);
            return mail + 1;
        }

        // <https://example.com>
        var scheme = Rest.IndexOf("://");
        if (scheme < 2 || !char.IsAsciiLetter(Rest[1]) || Rest[1..scheme].ContainsAnyExcept(_scheme))
            return 0;
        _closesAddress = true;
        return 1;
    }

    private int OnTag(in ReplyMark mark, int length)
    {
        var name = mark.Name[(mark.Name.LastIndexOf(':') + 1)..].ToLowerInvariant();
        if (mark.Role == MarkRole.Markup && !mark.IsToken)
            return OnMarkup(mark, name, length);
        if (!mark.Closes)
            ShowEmotion(mark, name);
        var isPair = !mark.Closes && !mark.IsEmpty && !mark.IsToken && !Emotions.IsName(name);
        if (isPair && !writer.HasBegun && mark.Role == MarkRole.Unknown)
            return ReadPair(mark, length);
        return Dropped(length);
    }

    private int OnMarkup(in ReplyMark mark, string name, int length)
    {
        switch (name)
        {
            case "br" or "p" or "div" or "li" or "tr" or "ul" or "ol" or "table" or "hr" or "blockquote" or "section" or "article" or "header" or "footer"
                or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "dt" or "dd" or "paragraph" or "sentence" or "figcaption" or "option":
                return EndLine() + length - 1;
            case "td" or "th" when !mark.Closes:
                writer.Cell();
                return length;
            case "break" or "silence" or "wbr":
                writer.Space();
                return length;
            case "style" or "script" or "svg" or "head" or "iframe" or "object" or "noscript" or "metadata" or "desc" or "pre" or "textarea"
                when !mark.Closes && !mark.IsEmpty:
                _skipping = new Skipping(SkipKind.Until, $"</{mark.Name}>");
                return Dropped(length);
        }

        if (!mark.Closes)
            ShowEmotion(mark, name);
        return IsFeeling(name) && !mark.Closes && !mark.IsEmpty ? ReadFeeling(mark, length) : length;
    }

    // <emotion>sad</emotion>: the word is shown, not said.
    private int ReadFeeling(in ReplyMark mark, int length)
    {
        var end = Find($"</{mark.Name}>", length, length + LongestAside);
        if (end <= 0)
            return end == 0 ? length : Incomplete;
        var name = Rest[length..end].Trim();
        if (!Emotions.IsName(name) && !Emotions.TryFind(name.ToString(), out _))
            return length;
        writer.Show(Emotions.IsName(name) ? Emotions.Named(name.ToString().ToLowerInvariant())
            : Emotions.TryFind(name.ToString(), out var found) ? found : default);
        return Dropped(end + mark.Name.Length + 3);
    }

    /// <summary>A pair of unknown tags that a reply begins with, and text behind it: what is inside was not for ears.</summary>
    private int ReadPair(in ReplyMark mark, int length)
    {
        var close = $"</{mark.Name}>";
        var held = Rest[length..Math.Min(Rest.Length, length + LongestPair)];
        var inside = held.IndexOf(close, StringComparison.OrdinalIgnoreCase);
        if (inside < 0)
            return !_ended && held.Length < LongestPair ? Incomplete : Dropped(length);
        var end = length + inside;
        var rest = Rest[(end + close.Length)..];
        if (rest.IsWhiteSpace())
            return _ended ? Dropped(length) : Incomplete;
        return Dropped(end + close.Length);
    }

    private void ShowEmotion(in ReplyMark mark, string name)
    {
        if (Emotions.IsName(name))
            writer.Show(Emotions.Named(name));
        else
            foreach (var part in mark.Attributes.Split(['"', '\'', '=', ' '], StringSplitOptions.RemoveEmptyEntries))
                if (Emotions.IsName(part))
                    writer.Show(Emotions.Named(part.ToLowerInvariant()));
    }

    private static bool IsFeeling(string name) => name is not ("express-as" or "emphasis") && (name.Contains("emotion") || name.Contains("mood") || name.Contains("feeling")
        || name.Contains("expression") || name.Contains("表情") || name.Contains("情绪") || name.Contains("情感"));
}
