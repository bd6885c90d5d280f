using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>What is wanted of the alarms.</summary>
internal enum AlarmIntentKind
{
    /// <summary>A new alarm or reminder at a time of day.</summary>
    Set,

    /// <summary>One or all to end.</summary>
    Cancel,

    /// <summary>To hear which there are.</summary>
    List,

    /// <summary>To be woken again in a while.</summary>
    Snooze,
}

/// <summary>A wish about alarms, read from words.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Time">The time of day, or null.</param>
/// <param name="Date">today, tomorrow or a weekday; empty for the next there is.</param>
/// <param name="Repeat">daily, weekdays, weekends or days by comma; empty for once.</param>
/// <param name="Message">What to say.</param>
/// <param name="All">Whether all alarms are meant.</param>
/// <param name="Minutes">How long to put it off.</param>
internal sealed partial record AlarmIntent(
    AlarmIntentKind Kind, TimeOnly? Time = null, string Date = "", string Repeat = "", string Message = "", bool All = false, double Minutes = 10)
{
    private static readonly string[] _days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Reads the wish, or null when the words are about something else.</summary>
    public static AlarmIntent? Read(Question question)
    {
        var words = question.IsChinese ? ClockTimes.Digits(question) : question.Numeric;
        var span = Durations.Find(words, question.IsChinese);
        if ((question.IsChinese ? ChineseSnooze() : EnglishSnooze()).IsMatch(words))
            return new AlarmIntent(AlarmIntentKind.Snooze, Minutes: span is { } put ? Math.Max(1, Math.Round(put.Seconds / 60)) : 10);
        var now = TimeOnly.FromDateTime(question.Time.GetLocalNow().DateTime);
        var isWaking = (question.IsChinese ? ChineseWake() : EnglishWake()).IsMatch(words);
        // What repeats is a morning's as well, where nothing else is said.
        var repeats = (question.IsChinese ? ChineseDays(words) : EnglishDays(words)).Repeat.Length > 0;
        var found = ClockTimes.Find(words, question.IsChinese, now, isWaking || repeats);
        if ((question.IsChinese ? ChineseCancel() : EnglishCancel()).IsMatch(words))
            return new AlarmIntent(AlarmIntentKind.Cancel, found?.Time, All: (question.IsChinese ? ChineseAll() : EnglishAll()).IsMatch(words));
        // "in 20 minutes" is a timer's.
        if (span is null && found is { } time && (isWaking || (question.IsChinese ? ChineseSet() : EnglishSet()).IsMatch(words)))
            return New(question, words, time);
        return (question.IsChinese ? ChineseList() : EnglishList()).IsMatch(words) ? new AlarmIntent(AlarmIntentKind.List) : null;
    }

    private static AlarmIntent New(Question question, string words, ClockTimes.Found time)
    {
        var rest = words.Remove(time.Start, time.Length).Insert(time.Start, question.In(" ", ""));
        var (date, repeat) = question.IsChinese ? ChineseDays(words) : EnglishDays(words);
        var message = "";
        if (question.IsChinese && ChineseRemind().IsMatch(words) && !ChineseWake().IsMatch(words))
            message = TimerIntent.ChineseMessage(ChineseDay().Replace(rest, ""));
        else if (!question.IsChinese && EnglishRemind().IsMatch(words))
            message = TimerIntent.EnglishMessage(EnglishDay().Replace(rest, " "));
        return new AlarmIntent(AlarmIntentKind.Set, time.Time, date, repeat, message);
    }

    private static (string Date, string Repeat) EnglishDays(string words)
    {
        if (EnglishDaily().IsMatch(words))
            return ("", "daily");
        if (EnglishWeekdays().IsMatch(words))
            return ("", "weekdays");
        if (EnglishWeekends().IsMatch(words))
            return ("", "weekends");
        var named = _days.Where(day => Regex.IsMatch(words, $@"\b{day}s?\b")).ToArray();
        if (named.Length > 1 || (named.Length == 1 && Regex.IsMatch(words, $@"\bevery\b|\b{named[0]}s\b")))
            return ("", string.Join(',', named.Select(static day => day[..3])));
        return (named.Length == 1 ? named[0] : words.Contains("tomorrow", StringComparison.Ordinal) ? "tomorrow" : "", "");
    }

    private static (string Date, string Repeat) ChineseDays(string words)
    {
        if (words.Contains("每天", StringComparison.Ordinal) || words.Contains("天天", StringComparison.Ordinal))
            return ("", "daily");
        if (ChineseWeekdays().IsMatch(words))
            return ("", "weekdays");
        if (words.Contains("周末", StringComparison.Ordinal))
            return ("", "weekends");
        var named = ChineseNamedDay().Matches(words).Select(static match => _days["1234567".IndexOf(
            match.Groups["d"].Value is "日" or "天" ? "7" : match.Groups["d"].Value, StringComparison.Ordinal)]).Distinct().ToArray();
        if (named.Length > 1 || (named.Length == 1 && words.Contains('每')))
            return ("", string.Join(',', named.Select(static day => day[..3])));
        return (named.Length == 1 ? named[0] : ChineseTomorrow().IsMatch(words) ? "tomorrow" : "", "");
    }

    [GeneratedRegex(@"\bsnooze\b|\b(?:let me sleep|a few more minutes|\d+ more minutes)\b")]
    private static partial Regex EnglishSnooze();

    [GeneratedRegex("贪睡|小睡|再睡|晚点再叫|等会儿?再叫|过会儿?再叫")]
    private static partial Regex ChineseSnooze();

    [GeneratedRegex(@"\bwake me(?: up)?\b|\bget me up\b")]
    private static partial Regex EnglishWake();

    [GeneratedRegex("叫醒我|叫我起|起床|喊我起|叫我$|叫我[吧啊]?$")]
    private static partial Regex ChineseWake();

    [GeneratedRegex(@"\balarms?\b|\bremind me\b.*\b(?:at|noon|midday|midnight)\b|\bset a reminder\b.*\b(?:at|for)\b")]
    private static partial Regex EnglishSet();

    [GeneratedRegex("闹钟|叫我|喊我|提醒我")]
    private static partial Regex ChineseSet();

    [GeneratedRegex(@"\bremind me\b|\bset a reminder\b")]
    private static partial Regex EnglishRemind();

    [GeneratedRegex("提醒我|叫我|喊我")]
    private static partial Regex ChineseRemind();

    [GeneratedRegex(@"\b(?:cancel|stop|delete|remove|clear|turn off|end|kill|switch off)\b.*\b(?:alarms?|wake up call)\b")]
    private static partial Regex EnglishCancel();

    [GeneratedRegex("(?:取消|停止|关掉|关闭|删除|删掉|停掉).*闹钟|闹钟.*(?:取消|关掉|关了|删掉|删了)")]
    private static partial Regex ChineseCancel();

    [GeneratedRegex(@"\b(?:all|every|alarms)\b")]
    private static partial Regex EnglishAll();

    [GeneratedRegex("所有|全部|都")]
    private static partial Regex ChineseAll();

    [GeneratedRegex(@"\b(?:what|which|list|show|any|how many|when|do i have)\b.*\balarms?\b")]
    private static partial Regex EnglishList();

    [GeneratedRegex("(?:哪些|几个|什么|多少个?|几点的?|有没有)闹钟|闹钟.*(?:几点|哪些|什么时候)")]
    private static partial Regex ChineseList();

    [GeneratedRegex(@"\b(?:every ?day|daily|each day|every (?:single )?(?:morning|evening|night))\b")]
    private static partial Regex EnglishDaily();

    [GeneratedRegex(@"\b(?:weekdays?|workdays?|working days?|monday (?:to|through|till) friday)\b")]
    private static partial Regex EnglishWeekdays();

    [GeneratedRegex(@"\bweekends?\b")]
    private static partial Regex EnglishWeekends();

    [GeneratedRegex(@"\b(?:on|every|each|next|this)?\s*(?:tomorrow|today|tonight|daily|days?|weekdays?|workdays?|weekends?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mornings?|evenings?)\b")]
    private static partial Regex EnglishDay();

    [GeneratedRegex("每天|天天|工作日|周末|明天|今天|每?(?:周|星期|礼拜)[1-7日天](?:到(?:周|星期|礼拜)[1-7日天])?")]
    private static partial Regex ChineseDay();

    [GeneratedRegex("工作日|上班日|(?:周|星期|礼拜)1[到至](?:周|星期|礼拜)?5")]
    private static partial Regex ChineseWeekdays();

    [GeneratedRegex("(?:周|星期|礼拜)(?<d>[1-7日天])")]
    private static partial Regex ChineseNamedDay();

    [GeneratedRegex("明天|明早|明晚")]
    private static partial Regex ChineseTomorrow();
}
