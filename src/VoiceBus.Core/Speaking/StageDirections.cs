using System.Buffers;
using System.Text.RegularExpressions;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Knows what a model writes to act rather than to be said: (laughs), *smiles softly*, [sighs], （笑）. Known words count anywhere;
/// other words where they stand as a sentence of their own that does not begin like one. Ordinary asides stay. Thread-safe.
/// </summary>
internal static partial class StageDirections
{
    private const int MostWords = 6;

    // What is acted has no sentences and no speech in it.
    private static readonly SearchValues<char> _spoken = SearchValues.Create(".!?:。！？：\"“「");

    /// <summary>Whether what stands between marks is acted, wherever it stands.</summary>
    public static bool Is(ReadOnlySpan<char> content) =>
        content.Length <= 60 && (English().IsMatch(content) || Chinese().IsMatch(content) || Others().IsMatch(content));

    /// <summary>Whether it is acted, as it stands where a sentence begins and is followed by another one, or by nothing.</summary>
    /// <param name="content">What stands between the marks.</param>
    /// <param name="mark">The opening mark.</param>
    /// <param name="next">The next character that is no blank, or '\n'.</param>
    /// <param name="spaced">Whether a blank stands between.</param>
    public static bool IsAlone(ReadOnlySpan<char> content, char mark, char next, bool spaced)
    {
        var first = content.IsEmpty ? '\0' : content[0];
        if (content.Length > 60 || content.Count(' ') >= MostWords || content[..^1].ContainsAny(_spoken) || content[^1] is ':' or '：')
            return false;
        if (char.IsLower(first))
            return char.IsUpper(next) || next is '\n' or '¡' or '¿' or '"' or '“' or '«' or '„' or '*' or '(' || char.IsSurrogate(next);
        // A script without small letters: only what is set apart by stars and a blank.
        return mark is '*' or '_' && char.GetUnicodeCategory(first) == System.Globalization.UnicodeCategory.OtherLetter && spaced && next != '\n';
    }

    // The word comes first or after one other ("softly laughs"), and at most five follow it.
    [GeneratedRegex(
        """
        ^\s*(?:[a-z]+\s+)??
        (?:laugh|chuckl|giggl|smil|sigh|wink|nod|grin|cough|clears?\ (?:his|her|their|my)?\ ?throat|clearing\ throat|paus|whisper|gasp
        |yawn|shrug|wav(?=e|ing)|blush|smirk|sniff|sob|cr(?:y|ies)(?!p|s)|frown|beam(?=s|ing)|hums?\b|humming|applau|clap|bow(?=s\b|ing)
        |music\b|excited(?:ly)?\b|tilts?\b|stretch|hugs?\b|thinking\b|thinks\b)[a-z]*
        (?:\s+[a-z]+){0,5}[.!…]*\s*$
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex English();

    [GeneratedRegex(
        """
        ^(?:内心|心想|心里|心里话|独白|旁白|动作|表情|神态|语气|OS|os)(?:独白|活动)?[:：].*$|^[^\n，。,]{0,5}?
        (?:笑|叹|歎|嘆|哭|泣|轻声|小声|低声|大声|咳|眨|点头|點頭|摇头|搖頭|挥手|沉默|停顿|思考|害羞|鼓掌|歪头|耸肩|鞠躬|拍手|脸红|哈欠|撒娇
        |开心地|温柔地|兴奋地|认真地|うなず|頷|ため息|手を振)
        [^\n，。,]{0,6}$
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Chinese();

    // The same few gestures in the other languages we know something of.
    [GeneratedRegex(
        """
        ^\s*(?:\w+\s+)??(?:웃|미소|한숨|울먹|끄덕|улыб|сме[её]т|вздых|кива|подмиг|lächel|lacht|lachend|seufz|nickt|zwinker|souri|soupir|riant|sonr[ií]|suspir|guiñ|r[ií]e\b)
        \w*(?:\s+\w+){0,3}[.!…]*\s*$
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Others();
}
