using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Finds spans of time in words whose numbers are digits.</summary>
internal static partial class Durations
{
    private const double MaxSeconds = 1e9;

    /// <summary>A span of time and where it stands in the words.</summary>
    internal readonly record struct Found(double Seconds, int Start, int Length);

    /// <summary>The first span of time in the words, parts joined: "1 hour and 30 minutes" is one.</summary>
    public static Found? Find(string words, bool chinese)
    {
        var match = (chinese ? Chinese() : English()).Match(words);
        if (!match.Success)
            return null;
        double seconds = 0;
        for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
        {
            var amount = match.Groups["n"].Captures[i].Value;
            var number = double.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : 1;
            seconds += number * Unit(match.Groups["u"].Captures[i].Value);
        }

        // "an hour and a half"
        if (match.Groups["half"].Success)
            seconds += 0.5 * Unit(match.Groups["u"].Captures[^1].Value);
        return new Found(Math.Min(seconds, MaxSeconds), match.Index, match.Length);
    }

    private static double Unit(string unit) => unit[0] switch
    {
        'h' or '小' or '钟' => 3600,
        'm' or '分' => 60,
        'd' or '天' => 86_400,
        _ => 1,
    };

    [GeneratedRegex(@"\b(?:(?<n>\d+(?:\.\d+)?|an?|one)\s+(?<u>days?|hours?|minutes?|mins?|seconds?|secs?)\b(?:\s+and)?(?:\s+(?=(?:\d|an?\s+(?:hour|min|sec)))|(?<half>\s+a half)\b|\b))+")]
    private static partial Regex English();

    [GeneratedRegex(@"(?:(?<n>\d+(?:\.\d+)?)个?(?<u>天|小时|钟头|分钟|分|秒钟|秒)[零又]?)+")]
    private static partial Regex Chinese();
}
