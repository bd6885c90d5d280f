namespace VoiceBus.Providers.Recognition;

/// <summary>Puts the sentences of a transcript together.</summary>
internal static class TranscriptText
{
    /// <summary>Both, with a space between them where the scripts are written with spaces.</summary>
    public static string Join(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0)
            return before + after;
        return IsSpaced(before[^1]) && IsSpaced(after[0]) ? $"{before} {after}" : before + after;
    }

    // Han, kana, full-width forms and their punctuation are written without.
    private static bool IsSpaced(char c) => !char.IsWhiteSpace(c) && c is not ((>= '\u2E80' and <= '\uA4CF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFFEF') or (>= '\uD800' and <= '\uDFFF'));
}
