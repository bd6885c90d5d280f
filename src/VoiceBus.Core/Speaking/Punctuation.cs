using System.Buffers;

namespace VoiceBus.Core.Speaking;

/// <summary>What single characters mean to a sentence.</summary>
internal static class Punctuation
{
    private static readonly SearchValues<char> _stops = SearchValues.Create(".!?。！？…｡");
    private static readonly SearchValues<char> _clauses = SearchValues.Create(",;:—，、；：");
    private static readonly SearchValues<char> _closers = SearchValues.Create("\"'”’」』）)】》]*_`~");
    private static readonly SearchValues<char> _joiners = SearchValues.Create("/\\=&@#%+-,;:<");

    /// <summary>Whether a sentence may end here.</summary>
    public static bool IsStop(char c) => _stops.Contains(c);

    /// <summary>Whether a clause may end here.</summary>
    public static bool IsClause(char c) => _clauses.Contains(c);

    /// <summary>Whether the character still belongs to the sentence when it follows a stop.</summary>
    public static bool IsTail(char c) => _stops.Contains(c) || _closers.Contains(c);

    /// <summary>Whether text goes on after a stop without a space: a number, a file name, an address.</summary>
    public static bool IsJoined(char c) => (char.IsLetterOrDigit(c) && !IsWide(c)) || _joiners.Contains(c);

    /// <summary>Chinese, Japanese and Korean characters and their punctuation: no space follows them.</summary>
    public static bool IsWide(char c) => c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';

    /// <summary>How long a character takes to say, in Latin letters.</summary>
    public static int Weight(char c) => !char.IsLetterOrDigit(c) ? 0 : IsWide(c) ? 2 : 1;
}
