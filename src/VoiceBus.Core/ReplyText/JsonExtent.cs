namespace VoiceBus.Core.ReplyText;

/// <summary>Finds where a JSON value ends that stands in other text. Pure.</summary>
internal static class JsonExtent
{
    /// <summary>The length of the object, array or parenthesis a text begins with, or 0 when its end is not in the text.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var (depth, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted)
            {
                if (c == '\\')
                    at++;
                else if (c == '"')
                    quoted = false;
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is '{' or '[' or '(')
            {
                depth++;
            }
            else if (c is '}' or ']' or ')' && --depth == 0)
            {
                return at + 1;
            }
        }

        return 0;
    }
}
