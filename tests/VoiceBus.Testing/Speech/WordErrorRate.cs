using System.Text.RegularExpressions;

namespace VoiceBus.Testing.Speech;

/// <summary>Compares what was understood with what was said.</summary>
public static partial class WordErrorRate
{
    /// <summary>Words wrong, missing and too many, divided by the words said; case and punctuation do not count.</summary>
    public static double Of(string said, string understood)
    {
        var (expected, actual) = (Words(said), Words(understood));
        if (expected.Length == 0)
            return actual.Length;
        var previous = Enumerable.Range(0, actual.Length + 1).ToArray();
        for (var i = 1; i <= expected.Length; i++)
        {
            var current = new int[actual.Length + 1];
            current[0] = i;
            for (var j = 1; j <= actual.Length; j++)
            {
                var substitution = previous[j - 1] + (expected[i - 1] == actual[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return (double)previous[^1] / expected.Length;
    }

    /// <summary>The words of a text in lower case, without punctuation.</summary>
    public static string[] Words(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(static match => match.Value)];

    [GeneratedRegex("[a-z0-9']+")]
    private static partial Regex Word();
}
