using System.Text.RegularExpressions;

namespace VoiceBus.Providers.FunAsr;

/// <summary>What a server understood of an utterance: segments it has settled, and the fast model's pieces since. Not thread-safe.</summary>
internal sealed partial class FunAsrText
{
    private string _settled = "";
    private string _pending = "";

    /// <summary>The whole.</summary>
    public string Whole => Join(_settled, _pending).Trim();

    /// <summary>Adds a piece of the fast model; pieces are cut between tokens, with the blanks they need.</summary>
    public void Append(string piece) => _pending += Clean(piece);

    /// <summary>Replaces the pieces by the better model's text of the same segment.</summary>
    public void Settle(string segment)
    {
        _settled = Join(_settled, Clean(segment));
        _pending = "";
    }

    /// <summary>Replaces the pieces.</summary>
    public void Replace(string pending) => _pending = Clean(pending);

    /// <summary>Joins texts: words of alphabets are parted by a blank.</summary>
    public static string Join(string before, string text)
    {
        if (before.Length == 0 || text.Length == 0)
            return before + text;
        return NeedsBlank(before[^1]) && char.IsAsciiLetterOrDigit(text[0]) ? $"{before} {text}" : before + text;
    }

    private static bool NeedsBlank(char last) => char.IsAscii(last) && !char.IsWhiteSpace(last) && last is not ('(' or '"' or '\'' or '-');

    // SenseVoice puts language, emotion and kind of sound before the words.
    private static string Clean(string text) => text.Contains("<|", StringComparison.Ordinal) ? Tags().Replace(text, "") : text;

    [GeneratedRegex(@"<\|[^|>]{0,40}\|>")]
    private static partial Regex Tags();
}
