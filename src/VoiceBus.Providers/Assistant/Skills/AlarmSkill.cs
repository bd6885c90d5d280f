using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>
/// Alarms at a time of day, by the tools <c>set_alarm {time, date, repeat, message}</c>, <c>cancel_alarm {alarm}</c>,
/// <c>list_alarms {}</c> and <c>snooze {minutes}</c>. Leaves questions to others where they are missing.
/// </summary>
internal sealed partial class AlarmSkill : IToolSkill
{
    private const string Set = "set_alarm";
    private const string Cancel = "cancel_alarm";
    private const string List = "list_alarms";
    private const string Snooze = "snooze";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question) => !question.HasTool(Set) ? null : AlarmIntent.Read(question) switch
    {
        { Kind: AlarmIntentKind.Set, Time: { } time } wish => Answer.Ask(
            Set, ("time", time.ToString("HH:mm", CultureInfo.InvariantCulture)), ("date", wish.Date), ("repeat", wish.Repeat), ("message", wish.Message)),
        { Kind: AlarmIntentKind.Cancel or AlarmIntentKind.List } => Answer.Ask(List),
        { Kind: AlarmIntentKind.Snooze } wish => Answer.Ask(Snooze, ("minutes", wish.Minutes)),
        _ => null,
    };

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes) => outcomes[0].Call.Name switch
    {
        Set => Confirm(question, outcomes[0]),
        Cancel => Cancelled(question, outcomes),
        List => Listed(question, outcomes[0]),
        Snooze => outcomes[0].Failed
            ? question.Say("🤔 Nothing has rung that could wait.", "🤔没有可以推迟的闹钟。")
            : question.Say($"😴 Okay, again in {outcomes[0].Argument("minutes")} minutes.", $"😴好的，{outcomes[0].Argument("minutes")}分钟后再叫你。"),
        _ => null,
    };

    private static Answer Confirm(Question question, ToolOutcome outcome)
    {
        if (outcome.Failed)
            return question.Say("😔 Sorry, I could not set the alarm.", "😔抱歉，闹钟没有设成功。");
        var time = TimeOnly.Parse(outcome.Argument("time"), CultureInfo.InvariantCulture);
        var rings = Rings().Match(outcome.Text);
        DateOnly? date = rings.Success ? DateOnly.ParseExact(rings.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        var when = When(question, outcome.Argument("repeat"), date);
        var message = outcome.Argument("message");
        return message.Length > 0
            ? question.Say($"👍 Okay, I will remind you to {message} at {English(time)}{when}.", $"👍好的，{when}{Chinese(time)}提醒你{message}。")
            : question.Say($"👍 Okay, an alarm is set for {English(time)}{when}.", $"👍好的，闹钟定在{when}{Chinese(time)}。");
    }

    private static Answer Cancelled(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        if (outcomes.Any(static outcome => outcome.Failed))
            return question.Say("🤔 I found no such alarm.", "🤔没有找到这个闹钟。");
        return outcomes.Count > 1
            ? question.Say("👍 Okay, all alarms are cancelled.", "👍好的，闹钟都取消了。")
            : question.Say("👍 Okay, the alarm is cancelled.", "👍好的，闹钟取消了。");
    }

    private static Answer Listed(Question question, ToolOutcome outcome)
    {
        var alarms = Alarms(outcome);
        if (alarms.Count == 0)
            return question.Say("🙂 No alarm is set.", "🙂现在没有闹钟。");
        if (AlarmIntent.Read(question) is { Kind: AlarmIntentKind.Cancel } wish)
        {
            // "Seven" may be seven in the evening.
            var meant = wish.Time is { } time ? alarms.FindAll(alarm => alarm.Time == time || alarm.Time == time.AddHours(12)) : alarms;
            if (meant.Count == 0)
                return question.Say("🤔 I found no such alarm.", "🤔没有找到这个闹钟。");
            if (meant.Count == 1 || wish.All)
                return Answer.Ask([.. meant.Select(static alarm => new ToolAsk(Cancel, [("alarm", alarm.Id)]))]);
            return question.Say(
                $"🤔 Which one: {string.Join(", ", alarms.Select(static alarm => English(alarm.Time)))}?",
                $"🤔取消哪一个：{string.Join("、", alarms.Select(static alarm => Chinese(alarm.Time)))}？");
        }

        return Answer.Say(string.Join(question.In(" ", ""), alarms.Select(alarm => question.In(
            $"An alarm is set for {English(alarm.Time)}{When(question, alarm.Repeats, alarm.Date)}.",
            $"{When(question, alarm.Repeats, alarm.Date)}{Chinese(alarm.Time)}有一个闹钟。"))));
    }

    private static List<(string Id, TimeOnly Time, DateOnly Date, string Repeats)> Alarms(ToolOutcome outcome)
    {
        if (outcome.Failed || outcome.Json is not { ValueKind: JsonValueKind.Array } json)
            return [];
        return [.. from alarm in json.EnumerateArray()
                   where alarm.ValueKind == JsonValueKind.Object
                   let at = DateTime.TryParse(Member(alarm, "at"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : default
                   select (Member(alarm, "id"), TimeOnly.FromDateTime(at), DateOnly.FromDateTime(at), Member(alarm, "repeats"))];
    }

    private static string Member(JsonElement alarm, string name) => alarm.EnumerateObject()
        .Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static member => member.Value.ToString()).FirstOrDefault() ?? "";

    private static string When(Question question, string repeat, DateOnly? date)
    {
        switch (repeat)
        {
            case "daily": return question.In(" every day", "每天");
            case "weekdays": return question.In(" on weekdays", "工作日");
            case "weekends": return question.In(" at weekends", "周末");
            case "" or "once": break;
            default: return question.In($" every {string.Join(" and ", repeat.Split(',').Select(Day))}", $"每{string.Join("、", repeat.Split(',').Select(DayChinese))}");
        }

        var today = DateOnly.FromDateTime(question.Time.GetLocalNow().DateTime);
        if (date is not { } day)
            return "";
        return (day.DayNumber - today.DayNumber) switch
        {
            0 => question.In(" today", "今天"),
            1 => question.In(" tomorrow", "明天"),
            < 7 => question.In($" on {day.DayOfWeek}", $"星期{"日一二三四五六"[(int)day.DayOfWeek]}"),
            _ => question.In($" on {day.ToString("MMMM d", CultureInfo.InvariantCulture)}", $"{day.Month}月{day.Day}日"),
        };
    }

    private static string Day(string day) => Enum.GetValues<DayOfWeek>().First(known => known.ToString().StartsWith(day, StringComparison.OrdinalIgnoreCase)).ToString();

    private static string DayChinese(string day) =>
        $"周{"日一二三四五六"[(int)Enum.GetValues<DayOfWeek>().First(known => known.ToString().StartsWith(day, StringComparison.OrdinalIgnoreCase))]}";

    private static string English(TimeOnly time) => time.ToString("h:mm tt", CultureInfo.InvariantCulture);

    private static string Chinese(TimeOnly time)
    {
        var half = time.Hour switch { < 6 => "凌晨", < 12 => "上午", < 13 => "中午", < 18 => "下午", _ => "晚上" };
        var hour = time.Hour == 0 ? 0 : ((time.Hour - 1) % 12) + 1;
        return $"{half}{hour}点{(time.Minute == 0 ? "" : time.Minute == 30 ? "半" : $"{time.Minute}分")}";
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}")]
    private static partial Regex Rings();
}
