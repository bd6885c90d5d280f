using System.Text.RegularExpressions;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Finds a time of day in words whose numbers are digits.</summary>
internal static partial class ClockTimes
{
    /// <summary>A time of day and where it stands in the words.</summary>
    internal readonly record struct Found(TimeOnly Time, int Start, int Length);

    /// <summary>The time of day in the words, or null.</summary>
    /// <param name="words">Lower case, numbers as digits.</param>
    /// <param name="chinese">Whether they are Chinese.</param>
    /// <param name="now">The time of day now: of a time without morning or evening the next one is meant.</param>
    /// <param name="isWaking">Whether somebody is to be woken: in the morning, where nothing else is said.</param>
    public static Found? Find(string words, bool chinese, TimeOnly now, bool isWaking)
    {
        if (!chinese && NoonOrMidnight().Match(words) is { Success: true } named)
            return new Found(named.Value.EndsWith("midnight", StringComparison.Ordinal) ? TimeOnly.MinValue : new TimeOnly(12, 0), named.Index, named.Length);
        foreach (Match match in (chinese ? Chinese() : English()).Matches(words))
            if (Read(match, now, isWaking) is { } time)
                return new Found(time, match.Index, match.Length);
        return null;
    }

    /// <summary>The words of a Chinese question with numbers as digits, where "seven o'clock one quarter" is no 7.1.</summary>
    public static string Digits(Question question)
    {
        try
        {
            return ChineseNumbers.ToDigits(question.Plain.Replace("点", "点 ", StringComparison.Ordinal)).Replace("点 ", "点", StringComparison.Ordinal);
        }
        catch (OverflowException)
        {
            return question.Numeric;
        }
    }

    private static TimeOnly? Read(Match match, TimeOnly now, bool isWaking)
    {
        var hour = int.Parse(match.Groups["h"].ValueSpan);
        var minute = match.Groups["m"].Success ? int.Parse(match.Groups["m"].ValueSpan) : 0;
        minute = match.Groups["part"].Value switch
        {
            "half past" or "半" => 30,
            "quarter past" or "1刻" => 15,
            "3刻" => 45,
            "quarter to" => -15,
            _ => minute,
        };
        if (hour > 24 || minute > 59)
            return null;
        hour = Hour(hour, match.Groups["when"].Value, minute, now, isWaking);
        return TimeOnly.MinValue.AddMinutes((hour % 24 * 60) + minute);
    }

    private static int Hour(int hour, string when, int minute, TimeOnly now, bool isWaking)
    {
        if (IsMorning().IsMatch(when))
            return hour == 12 ? 0 : hour;
        if (IsLater().IsMatch(when))
            return hour < 12 ? hour + 12 : IsNight().IsMatch(when) && hour == 12 ? 24 : hour;
        if (hour is 0 or > 12 || isWaking || when == "中午")
            return when == "中午" && hour < 10 ? hour + 12 : hour;
        // The next of the two.
        var (first, today) = ((hour % 12 * 60) + minute, (now.Hour * 60) + now.Minute);
        return today >= first && today < first + (12 * 60) ? (hour % 12) + 12 : hour % 12;
    }

    [GeneratedRegex(@"\b(?:at |for |by )?(?:noon|midday|midnight)\b")]
    private static partial Regex NoonOrMidnight();

    [GeneratedRegex(@"\b(?:at |for |by |around |to )?(?:(?<part>half past|quarter past|quarter to) )?(?<h>\d{1,2})(?:[ .](?<m>[0-5]\d))?\b(?: ?o'?clock)?(?: ?(?<when>a ?m|p ?m|in the (?:morning|afternoon|evening)|this (?:morning|afternoon|evening)|at night|tonight))?(?!\w)|\b(?:at |for |by )?(?<h>\d{1,2})(?:[ .](?<m>[0-5]\d))?(?<when>am|pm)\b")]
    private static partial Regex English();

    [GeneratedRegex("(?<when>凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|今晚|明晚|夜里|今早|明早)?的?(?<h>\\d{1,2})(?:点|时)(?:钟|整)?(?:(?<part>半|[13]刻)|(?<m>\\d{1,2})分?)?")]
    private static partial Regex Chinese();

    [GeneratedRegex("^(?:a ?m|.*morning|凌晨|早上|早晨|清晨|上午|今早|明早)$")]
    private static partial Regex IsMorning();

    [GeneratedRegex("^(?:p ?m|.*(?:afternoon|evening)|at night|tonight|下午|傍晚|晚上|今晚|明晚|夜里)$")]
    private static partial Regex IsLater();

    [GeneratedRegex("^(?:at night|tonight|晚上|今晚|明晚|夜里)$")]
    private static partial Regex IsNight();
}
