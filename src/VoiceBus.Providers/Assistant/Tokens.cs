namespace VoiceBus.Providers.Assistant;

/// <summary>Breaks a reply into the pieces a model would stream: a word, or two Chinese characters.</summary>
internal static class Tokens
{
    /// <summary>The pieces; together they are the text.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            var wide = i - start >= 2 && Words.IsChinese(text.AsSpan(start, i - start));
            if (i < text.Length && ((!wide && text[i - 1] is not (' ' or '\n')) || char.IsLowSurrogate(text[i])))
                continue;
            yield return text[start..i];
            start = i;
        }
    }
}
