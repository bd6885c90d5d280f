using System.Buffers;

namespace VoiceBus.Core.Speaking;

/// <summary>What single characters mean to a sentence. Stops are those of Unicode's Sentence_Terminal property (UAX #29).</summary>
internal static class Punctuation
{
    // Of scripts that shorten no words with them: nothing that follows can change that the sentence is over.
    private const string CertainStops = "。｡！？؟۔؞؝।॥։።፧፨။၊᠃᠉។៕៖༎༏᱾᱿꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫﹒﹖﹗‼⁇⁈⁉⸮⸼";

    private static readonly SearchValues<char> _certain = SearchValues.Create(CertainStops);
    private static readonly SearchValues<char> _stops = SearchValues.Create(".!?…;．\u037E" + CertainStops);
    private static readonly SearchValues<char> _clauses = SearchValues.Create(",;:—，、；：،؛՝፣፤፥");
    private static readonly SearchValues<char> _closers = SearchValues.Create("\"'”’“»›」』）)】》]}*_`~");
    private static readonly SearchValues<char> _joiners = SearchValues.Create("/\\=&@#%+-,;:<");

    /// <summary>Whether a sentence may end here.</summary>
    public static bool IsStop(char c) => _stops.Contains(c);

    /// <summary>Whether a sentence ends here whatever follows.</summary>
    public static bool IsCertainStop(char c) => _certain.Contains(c);

    /// <summary>Whether a clause may end here.</summary>
    public static bool IsClause(char c) => _clauses.Contains(c);

    /// <summary>Whether the character still belongs to the sentence when it follows a stop.</summary>
    public static bool IsTail(char c) => _stops.Contains(c) || _closers.Contains(c);

    /// <summary>Whether text goes on after a stop without a space: an address, a term.</summary>
    public static bool IsJoiner(char c) => _joiners.Contains(c);

    /// <summary>Chinese, Japanese and Korean characters and their punctuation: no space follows them.</summary>
    public static bool IsWide(char c) => c is >= '\u2E80' and <= '\uD7FF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';

    /// <summary>Thai, Lao, Tibetan, Burmese and Khmer: words stand together, and a blank parts what belongs apart.</summary>
    public static bool IsUnspaced(char c) => c is >= '\u0E00' and <= '\u0FFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF' or >= '\u1A20' and <= '\u1AAF';

    /// <summary>How long a character takes to say, in Latin letters.</summary>
    public static int Weight(char c) => !char.IsLetterOrDigit(c) ? 0 : IsWide(c) ? 2 : 1;
}
