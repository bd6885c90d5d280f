using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>
/// Timers and reminders, by the tools <c>set_timer {name, seconds, message}</c>, <c>cancel_timer {name}</c> and
/// <c>list_timers {}</c>. Says honestly that it cannot where they are missing.
/// </summary>
internal sealed partial class TimerSkill : IToolSkill
{
    private const string Set = "set_timer";
    private const string Cancel = "cancel_timer";
    private const string List = "list_timers";
    private const string ForHowLong = "For how long?";
    private const string ForHowLongChinese = "要多长时间？";

    /// <inheritdoc/>
    public Answer? TryAnswer(Question question)
    {
        var intent = TimerIntent.Read(question);
        if (intent is null && Answers(question))
            intent = TimerIntent.New(question);
        return intent switch
        {
            null => null,
            { Kind: TimerIntentKind.Set, Seconds: null } => question.HasTool(Set) ? question.Say("🤔 " + ForHowLong, "🤔" + ForHowLongChinese) : Cannot(question),
            { Kind: TimerIntentKind.Set } => Ask(question, Set, ("name", intent.Name), ("seconds", intent.Seconds), ("message", intent.Message)),
            { Kind: TimerIntentKind.Cancel, Name.Length: > 0 } => Ask(question, Cancel, ("name", intent.Name)),
            _ => Ask(question, List),
        };
    }

    /// <inheritdoc/>
    public Answer? TryContinue(Question question, IReadOnlyList<ToolOutcome> outcomes) => outcomes[0].Call.Name switch
    {
        Set => Confirm(question, outcomes[0]),
        Cancel => Cancelled(question, outcomes),
        List => Listed(question, outcomes[0]),
        _ => null,
    };

    // "Ten minutes." after we asked for how long.
    private static bool Answers(Question question) =>
        (question.LastReply.EndsWith(ForHowLong, StringComparison.Ordinal) || question.LastReply.EndsWith(ForHowLongChinese, StringComparison.Ordinal))
        && Durations.Find(question.Numeric, question.IsChinese) is not null;

    private static Answer Ask(Question question, string tool, params (string, object?)[] arguments) =>
        question.HasTool(tool) ? Answer.Ask(tool, arguments) : Cannot(question);

    private static Answer Cannot(Question question) =>
        question.Say("😔 Sorry, I cannot use timers on this device.", "😔抱歉，我在这台设备上不能用计时器。");

    private static Answer Confirm(Question question, ToolOutcome outcome)
    {
        if (outcome.Failed)
            return question.Say("😔 Sorry, I could not set the timer. " + Reason(outcome), "😔抱歉，计时器没有设成功。");
        var span = Numbers.Spoken.Duration(double.TryParse(outcome.Argument("seconds"), out var seconds) ? seconds : 0, question.IsChinese);
        var message = outcome.Argument("message");
        if (message.Length > 0)
            return question.Say($"👍 Okay, I will remind you to {message} in {span}.", $"👍好的，{span}后提醒你{message}。");
        var name = outcome.Argument("name");
        return TimerIntent.IsPlain(name)
            ? question.Say($"👍 Okay, a timer is set for {span}.", $"👍好的，{span}的计时器已经开始。")
            : question.Say($"👍 Okay, the {name} timer is set for {span}.", $"👍好的，{name}计时器已经开始，{span}。");
    }

    private static Answer Cancelled(Question question, IReadOnlyList<ToolOutcome> outcomes)
    {
        var name = outcomes[0].Argument("name");
        if (outcomes.Any(static outcome => outcome.Failed))
            return question.Say($"🤔 I found no timer called {name}.", $"🤔没有找到叫{name}的计时器。");
        return outcomes.Count > 1
            ? question.Say("👍 Okay, all timers are cancelled.", "👍好的，计时器都取消了。")
            : question.Say($"👍 Okay, the {TimerIntent.Spoken(name)} is cancelled.", $"👍好的，{TimerIntent.SpokenChinese(name)}取消了。");
    }

    private static Answer Listed(Question question, ToolOutcome outcome)
    {
        var intent = TimerIntent.Read(question);
        var timers = Timers(outcome);
        if (timers.Count == 0)
            return question.Say("🙂 No timer is running.", "🙂现在没有计时器。");
        if (intent is not { Kind: TimerIntentKind.Cancel })
            return Answer.Say(Left(question, timers, intent?.Name ?? ""));
        if (timers.Count == 1 || intent.All)
            return Answer.Ask([.. timers.Select(static timer => new ToolAsk(Cancel, [("name", timer.Name)]))]);
        return question.Say(
            $"🤔 Which one: {string.Join(", ", timers.Select(static t => t.Name))}?",
            $"🤔取消哪一个：{string.Join("、", timers.Select(static t => t.Name))}？");
    }

    private static string Left(Question question, List<(string Name, double Seconds)> timers, string name)
    {
        var asked = timers.FindAll(timer => timer.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var said = (asked.Count > 0 ? asked : timers).Select(timer =>
        {
            var span = Numbers.Spoken.Duration(timer.Seconds, question.IsChinese);
            return question.In($"The {TimerIntent.Spoken(timer.Name)} has {span} left.", $"{TimerIntent.SpokenChinese(timer.Name)}还剩{span}。");
        });
        return string.Join(question.In(" ", ""), said);
    }

    private static List<(string Name, double Seconds)> Timers(ToolOutcome outcome)
    {
        if (outcome.Failed || outcome.Json is not { ValueKind: JsonValueKind.Array } json)
            return [];
        return [.. json.EnumerateArray()
            .Where(static timer => timer.ValueKind == JsonValueKind.Object)
            .Select(static timer => (Member(timer, "name").ToString(), Seconds(timer)))];
    }

    private static double Seconds(JsonElement timer) =>
        Member(timer, "seconds_left", "secondsLeft", "SecondsLeft") is { ValueKind: JsonValueKind.Number } left ? left.GetDouble() : 0;

    private static JsonElement Member(JsonElement timer, params string[] names) =>
        names.Select(name => timer.TryGetProperty(name, out var member) ? member : default).FirstOrDefault(static m => m.ValueKind != JsonValueKind.Undefined);

    private static string Reason(ToolOutcome outcome) => ErrorMark().Replace(outcome.Text, "");

    [GeneratedRegex(@"^error:?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorMark();
}
