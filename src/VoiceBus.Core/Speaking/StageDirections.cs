using System.Text.RegularExpressions;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Finds what a model writes to act rather than to be said: (laughs), *smiles softly*, [sighs], （笑）. A bracket counts only
/// when it is short and holds such a word, so that ordinary asides stay.
/// </summary>
internal static partial class StageDirections
{
    /// <summary>Takes them out.</summary>
    public static string Remove(string text) => Chinese().Replace(English().Replace(text, " "), "");

    // The word comes first or after one other ("softly laughs"), and at most three follow it.
    [GeneratedRegex(
        """
        (?:\(|\[|(?<![\w*])\*)\s*(?:[a-z]+\s+)??
        (?:laugh|chuckl|giggl|smil|sigh|wink|nod|grin|cough|clears?\ (?:his|her|their|my)?\ ?throat|clearing\ throat|paus|whisper|gasp
        |yawn|shrug|wav(?=e|ing)|blush|smirk|sniff|sob|cr(?:y|ies)(?!p|s)|frown|beam(?=s|ing)|hums?\b|humming|applau|clap|bow(?=s\b|ing)
        |music\b|excited(?:ly)?\b|tilts?\b|stretch|hugs?\b|thinking\b|thinks\b)[a-z]*
        (?:\s+[a-z]+){0,3}[.!…]*\s*(?:\)|\]|\*(?![\w*]))
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex English();

    [GeneratedRegex(
        """
        [（(\[【*][^（）()\[\]【】*\n，。]{0,5}?
        (?:笑|叹|哭|轻声|小声|低声|大声|咳|眨|点头|摇头|挥手|沉默|停顿|思考|害羞|鼓掌|歪头|耸肩|鞠躬|拍手|脸红|哈欠|撒娇|开心地|温柔地|兴奋地|认真地)
        [^（）()\[\]【】*\n，。]{0,5}[）)\]】*]
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Chinese();
}
