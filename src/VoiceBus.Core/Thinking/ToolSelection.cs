using System.IO.Enumeration;
using System.Text;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Chooses the tools that fit when there are more than a model takes well. The session's and the device's own come first, then those the
/// operator wants first, then the others by rank. What is offered keeps its order. Immutable.
/// </summary>
/// <param name="max">Tools offered at once.</param>
/// <param name="first">Patterns of names that are offered before others, the most wanted first; null for none.</param>
/// <param name="ranking">How the others are chosen.</param>
public sealed class ToolSelection(int max, IReadOnlyList<string>? first, ToolRanking ranking)
{
    private const int ShortestWord = 3;

    /// <summary>The tools of others that are offered beside the session's own.</summary>
    /// <param name="own">Tools of the session and the device: of equal names they count.</param>
    /// <param name="others">Tools behind the bus, in the order of their servers.</param>
    /// <param name="said">What the user said.</param>
    public (IReadOnlyList<AIFunction> Own, IReadOnlyList<AIFunctionDeclaration> Others) Choose(
        IReadOnlyList<AIFunction> own, IReadOnlyList<AIFunctionDeclaration> others, string said)
    {
        if (own.Count + others.Count <= max)
            return (own, others);
        AIFunction[] kept = [.. own.Take(max)];
        var words = ranking == ToolRanking.Relevance ? Words(said) : [];
        var chosen = others
            .OrderBy(tool => Wanted(tool.Name)).ThenByDescending(tool => words.Count == 0 ? 0 : Shared(words, tool))
            .Take(max - kept.Length).ToHashSet();
        return (kept, [.. others.Where(chosen.Contains)]);
    }

    private int Wanted(string tool)
    {
        for (var i = 0; i < (first?.Count ?? 0); i++)
        {
            if (FileSystemName.MatchesSimpleExpression(first![i], tool, ignoreCase: false))
                return i;
        }

        // What is built in is small and of use to everybody; a server's tools have its name before theirs.
        return tool.Contains("__", StringComparison.Ordinal) ? int.MaxValue : int.MaxValue - 1;
    }

    private static int Shared(HashSet<string> words, AIFunctionDeclaration tool)
    {
        var own = Words(tool.Name);
        // What a tool is called says more than what is said about it.
        return words.Sum(word => own.Contains(word) ? 3 : 0) + words.Intersect(Words(tool.Description)).Count();
    }

    // Words of scripts with blanks; pairs of letters of those without.
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length ? char.ToLowerInvariant(text[i]) : ' ';
            if (letter >= '\u3040' && char.IsLetter(letter))
            {
                if (i + 1 < text.Length && char.IsLetter(text[i + 1]) && text[i + 1] >= '\u3040')
                    words.Add($"{letter}{char.ToLowerInvariant(text[i + 1])}");
            }
            else if (char.IsLetterOrDigit(letter))
            {
                word.Append(letter);
                continue;
            }

            // "lights" is meant by "light".
            if (word.Length >= ShortestWord)
                words.Add(word.ToString().TrimEnd('s'));
            word.Clear();
        }

        return words;
    }
}
