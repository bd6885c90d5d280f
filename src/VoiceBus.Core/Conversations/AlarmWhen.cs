using System.Globalization;
using VoiceBus.Core.Alarms;

namespace VoiceBus.Core.Conversations;

/// <summary>Days as models write them. Pure.</summary>
internal static class AlarmWhen
{
    private const int LettersOfDay = 3;

    /// <summary>Reads a repetition; empty and "once" are none.</summary>
    public static bool TryReadDays(string? text, out AlarmDays days)
    {
        days = AlarmDays.None;
        foreach (var word in (text ?? "").ToLowerInvariant().Split([',', ';', ' ', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            AlarmDays? one = word switch
            {
                "once" or "none" or "no" or "never" or "and" or "every" or "on" => AlarmDays.None,
                "daily" or "everyday" or "day" or "all" => AlarmDays.Daily,
                "weekday" or "weekdays" or "workdays" or "workday" => AlarmDays.Weekdays,
                "weekend" or "weekends" => AlarmDays.Weekend,
                _ => Day(word) is { } day ? AlarmTimes.Of(day) : null,
            };
            if (one is not { } known)
                return false;
            days |= known;
        }

        return true;
    }

    /// <summary>Reads a day: the first date that counts, and the weekday it must be.</summary>
    public static bool TryReadDate(string? text, DateTimeOffset now, TimeZoneInfo zone, out DateOnly? from, out AlarmDays on)
    {
        (from, on) = (null, AlarmDays.None);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var word = (text ?? "").Trim().ToLowerInvariant();
        if (word is "" or "today" or "tonight" or "next")
            return true;
        if (word == "tomorrow")
            from = today.AddDays(1);
        else if (DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            from = date;
        else if (Day(word) is { } day)
            on = AlarmTimes.Of(day);
        else
            return false;
        return from is null || from >= today;
    }

    /// <summary>The days as words a model reads.</summary>
    public static string Spell(AlarmDays days) => days switch
    {
        AlarmDays.None => "once",
        AlarmDays.Daily => "daily",
        AlarmDays.Weekdays => "weekdays",
        AlarmDays.Weekend => "weekends",
        _ => string.Join(",", Enum.GetValues<DayOfWeek>().Where(day => (days & AlarmTimes.Of(day)) != 0).Select(static day => day.ToString()[..LettersOfDay].ToLowerInvariant())),
    };

    private static DayOfWeek? Day(string word)
    {
        if (word.Length < LettersOfDay)
            return null;
        foreach (var day in Enum.GetValues<DayOfWeek>())
            if (word.StartsWith(day.ToString()[..LettersOfDay], StringComparison.OrdinalIgnoreCase)
                && $"{day}s".StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return day;
        return null;
    }
}
