using System.Globalization;
using VoiceBus.Core.Alarms;

namespace VoiceBus.Core.Conversations;

/// <summary>What is said when a timer or an alarm rings, or has rung while nobody was there.</summary>
internal static class AlarmWords
{
    // What is a moment late is in time.
    private static readonly TimeSpan _inTime = TimeSpan.FromSeconds(10);

    private static readonly string[] _numbers =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Whether it is to be said that it has rung, not that it rings.</summary>
    public static bool IsLate(TimeSpan late) => late > _inTime;

    /// <summary>The words, in the language of the alarm's own, else in the persona's.</summary>
    /// <param name="alarm">What rings.</param>
    /// <param name="late">How long ago it was to ring.</param>
    /// <param name="language">BCP 47 tag of the persona, or null.</param>
    public static string For(DeviceAlarm alarm, TimeSpan late, string? language)
    {
        if (alarm.Kind == AlarmKind.Announcement)
            return alarm.Message ?? alarm.Name;
        var own = $"{alarm.Name}{alarm.Message}";
        var chinese = own.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0
            || (!own.Any(char.IsLetter) && language?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true);
        var message = string.IsNullOrWhiteSpace(alarm.Message) ? null : alarm.Message.Trim().TrimEnd('.', '。', '!', '！');
        return chinese ? Chinese(alarm, message, late) : English(alarm, message, late);
    }

    private static string English(DeviceAlarm alarm, string? message, TimeSpan late)
    {
        if (message is not null)
            return IsLate(late) ? $"You had a reminder {Ago(late)} ago: {message}." : $"Here is your reminder: {message}.";
        if (alarm.Snoozed && !IsLate(late))
            return $"Your {Named(alarm, alarm.Kind == AlarmKind.Alarm ? "alarm" : "timer")} is ringing again.";
        var name = alarm.Kind == AlarmKind.Alarm && alarm.TimeOfDay is { } time
            ? $"{Named(alarm, "alarm")} for {time.ToString("h:mm tt", CultureInfo.InvariantCulture)}" : Named(alarm, "timer");
        if (IsLate(late))
            return $"Your {name} rang {Ago(late)} ago.";
        return alarm.TimeOfDay is { } now
            ? $"It is {now.ToString("h:mm tt", CultureInfo.InvariantCulture)}. Your {Named(alarm, "alarm")} is ringing." : $"Your {name} is done.";
    }

    private static string Chinese(DeviceAlarm alarm, string? message, TimeSpan late)
    {
        if (message is not null)
            return IsLate(late) ? $"{AgoChinese(late)}前有个提醒：{message}。" : $"提醒你：{message}。";
        var name = IsPlain(alarm.Name) ? "" : alarm.Name;
        var what = alarm.Kind == AlarmKind.Alarm ? "闹钟" : name.EndsWith('器') ? "" : "计时器";
        if (IsLate(late))
            return $"你的{name}{what}在{AgoChinese(late)}前响过了。";
        return alarm.TimeOfDay is { } time
            ? $"现在是{time.Hour}点{(time.Minute == 0 ? "整" : $"{time.Minute}分")}，{name}闹钟响了。" : $"时间到，{name}{(name.Length == 0 ? what : "")}响了。";
    }

    private static string Named(DeviceAlarm alarm, string what) =>
        IsPlain(alarm.Name) ? what : alarm.Name.EndsWith(what, StringComparison.OrdinalIgnoreCase) ? alarm.Name : $"{alarm.Name} {what}";

    private static bool IsPlain(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Equals("timer", StringComparison.OrdinalIgnoreCase) || name.Equals("alarm", StringComparison.OrdinalIgnoreCase);

    private static string Ago(TimeSpan late) => late switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Count((int)Math.Round(late.TotalMinutes), "minute"),
        { TotalDays: < 1 } => Count((int)Math.Round(late.TotalHours), "hour"),
        _ => Count((int)Math.Round(late.TotalDays), "day"),
    };

    private static string Count(int amount, string unit) =>
        $"{(amount < _numbers.Length ? _numbers[amount] : amount.ToString(CultureInfo.InvariantCulture))} {unit}{(amount == 1 ? "" : "s")}";

    private static string AgoChinese(TimeSpan late) => late switch
    {
        { TotalMinutes: < 1 } => "不到一分钟",
        { TotalHours: < 1 } => $"{Math.Round(late.TotalMinutes)}分钟",
        { TotalDays: < 1 } => $"{Math.Round(late.TotalHours)}小时",
        _ => $"{Math.Round(late.TotalDays)}天",
    };
}
