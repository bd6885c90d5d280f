using System.Globalization;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Time and date, here or in a large city; by the tool <c>get_current_time</c> where it is declared.</summary>
internal sealed partial class ClockSkill : IToolSkill
{
    private const string Tool = "get_current_time";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        if (!AsksTime(question) && !AsksDate(question))
            return null;
        var city = Cities.Find(question.Plain);
        if (question.HasTool(Tool))
            return city is null ? Answer.Ask(Tool) : Answer.Ask(Tool, ("timezone", city.Zone));
        return Tell(question, Local(question, city), city);
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        if (outcomes[0].Call.Name != Tool)
            return null;
        var city = Cities.Find(question.Plain);
        return Tell(question, outcomes[0].Failed ? Local(question, city) : Told(outcomes[0]) ?? Local(question, city), city);
    }

    private static DateTimeOffset? Told(ToolOutcome outcome)
    {
        var text = outcome.Json is { ValueKind: System.Text.Json.JsonValueKind.Object } json && json.TryGetProperty("time", out var time)
            ? time.ToString()
            : outcome.Text;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var told) ? told : null;
    }

    private static DateTimeOffset Local(Question question, City? city) =>
        city is not null && TimeZoneInfo.TryFindSystemTimeZoneById(city.Zone, out var zone)
            ? TimeZoneInfo.ConvertTime(question.Time.GetUtcNow(), zone)
            : question.Time.GetLocalNow();

    private static Answer Tell(Question question, DateTimeOffset now, City? city)
    {
        var culture = CultureInfo.InvariantCulture;
        if (AsksTime(question))
        {
            var half = now.Hour switch { < 6 => "凌晨", < 12 => "上午", < 13 => "中午", < 18 => "下午", _ => "晚上" };
            var hour = now.Hour is 0 ? 0 : ((now.Hour - 1) % 12) + 1;
            var minute = now.Minute == 0 ? "整" : $"{now.Minute}分";
            return question.Say(
                $"🙂 It is {now.ToString("h:mm tt", culture)}{(city is null ? "" : " in " + city.English)}.",
                $"🙂{(city is null ? "" : city.Chinese)}现在是{half}{hour}点{minute}。");
        }

        var (offset, day, dayChinese) = Day(question);
        var date = now.AddDays(offset);
        return question.Say(
            $"🙂 {day} is {date.ToString("dddd, MMMM d, yyyy", culture)}.".Replace("Yesterday is", "Yesterday was", StringComparison.Ordinal),
            $"🙂{dayChinese}是{date.Year}年{date.Month}月{date.Day}日，星期{"日一二三四五六"[(int)date.DayOfWeek]}。");
    }

    private static (int Offset, string English, string Chinese) Day(Question question) => question.Plain switch
    {
        var text when text.Contains("tomorrow", StringComparison.Ordinal) || text.Contains("明天", StringComparison.Ordinal) => (1, "Tomorrow", "明天"),
        var text when text.Contains("yesterday", StringComparison.Ordinal) || text.Contains("昨天", StringComparison.Ordinal) => (-1, "Yesterday", "昨天"),
        _ => (0, "Today", "今天"),
    };

    private static bool AsksTime(Question question) => Time().IsMatch(question.Plain);

    private static bool AsksDate(Question question) => Date().IsMatch(question.Plain);

    [GeneratedRegex(@"\bwhat (?:time is it|is the time|is the current time|time do you have)|\btell me the time\b|\bwhat time\b.*\b(?:now|in)\b|^(?:the )?(?:current )?time(?: please)?$|\b(?:do you )?(?:have|know) the time\b|几点|什么时间|现在时间|报时")]
    private static partial Regex Time();

    [GeneratedRegex(@"\bwhat (?:day|date)\b|\bwhat is (?:the date|today|todays|today's)|\btoday's date\b|\bwhich day\b|^(?:the )?date(?: please)?$|\btell me the date\b|几号|星期几|礼拜几|周几|什么日子|几月|日期|哪天|哪一天")]
    private static partial Regex Date();
}
