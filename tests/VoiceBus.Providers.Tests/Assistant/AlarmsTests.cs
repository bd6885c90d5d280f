using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Tests.Assistant;

/// <summary>Alarms in both languages; it is Wednesday, 15:05.</summary>
public sealed class AlarmsTests
{
    private readonly List<string> _calls = [];
    private string _listed = "[]";

    [Theory]
    [InlineData("Wake me at seven.", "07:00", "", "", "")]
    [InlineData("wake me up at 6:30", "06:30", "", "", "")]
    [InlineData("Wake me at half past six tomorrow.", "06:30", "tomorrow", "", "")]
    [InlineData("wake me at seven thirty every day", "07:30", "", "daily", "")]
    [InlineData("Set an alarm for 7 am on weekdays", "07:00", "", "weekdays", "")]
    [InlineData("set an alarm for 7 a.m.", "07:00", "", "", "")]
    [InlineData("set an alarm for 7pm", "19:00", "", "", "")]
    [InlineData("set an alarm for quarter to eight in the evening", "19:45", "", "", "")]
    [InlineData("set an alarm for 4", "16:00", "", "", "")] // The next of the two.
    [InlineData("set an alarm for 3", "03:00", "", "", "")] // Five minutes too late for the one.
    [InlineData("set an alarm for noon", "12:00", "", "", "")]
    [InlineData("set an alarm for 18 45 on friday", "18:45", "friday", "", "")]
    [InlineData("wake me at 8 every saturday and sunday", "08:00", "", "sat,sun", "")]
    [InlineData("remind me at 5 pm to call mom", "17:00", "", "", "call mom")]
    [InlineData("remind me to water my plants at 9 in the morning", "09:00", "", "", "water your plants")]
    [InlineData("早上七点叫我起床", "07:00", "", "", "")]
    [InlineData("七点叫醒我", "07:00", "", "", "")]
    [InlineData("明天早上七点半叫我起床", "07:30", "tomorrow", "", "")]
    [InlineData("每天早上六点五十叫醒我", "06:50", "", "daily", "")]
    [InlineData("工作日七点一刻的闹钟", "07:15", "", "weekdays", "")]
    [InlineData("定一个晚上十点的闹钟", "22:00", "", "", "")]
    [InlineData("下午三点提醒我开会", "15:00", "", "", "开会")]
    [InlineData("每周一和周三早上八点叫我起床", "08:00", "", "mon,wed", "")]
    public async Task Sets_an_alarm(string said, string time, string date, string repeat, string message)
    {
        await Talk().SayAsync(said);
        _calls.ShouldBe([$"set_alarm {time} '{date}' '{repeat}' '{message}'"]);
    }

    [Theory]
    [InlineData("Wake me at seven.", "Okay, an alarm is set for 7:00 AM tomorrow.")]
    [InlineData("wake me at seven on weekdays", "Okay, an alarm is set for 7:00 AM on weekdays.")]
    [InlineData("remind me at 5 pm to call mom", "Okay, I will remind you to call mom at 5:00 PM tomorrow.")]
    [InlineData("明天早上七点叫我起床", "好的，闹钟定在明天上午7点。")]
    public async Task And_says_when(string said, string reply) => (await Talk().SayAsync(said)).ShouldBe(reply);

    [Theory]
    [InlineData("What alarms are set?", "An alarm is set for 7:00 AM tomorrow. An alarm is set for 8:30 AM on weekdays.", "list_alarms")]
    [InlineData("有哪些闹钟", "明天上午7点有一个闹钟。工作日上午8点半有一个闹钟。", "list_alarms")]
    [InlineData("Cancel the seven o'clock alarm", "Okay, the alarm is cancelled.", "list_alarms", "cancel_alarm a")]
    [InlineData("cancel all alarms", "Okay, all alarms are cancelled.", "list_alarms", "cancel_alarm a", "cancel_alarm b")]
    [InlineData("cancel the nine o'clock alarm", "I found no such alarm.", "list_alarms")]
    [InlineData("cancel my alarm", "Which one: 7:00 AM, 8:30 AM?", "list_alarms")]
    [InlineData("取消七点的闹钟", "好的，闹钟取消了。", "list_alarms", "cancel_alarm a")]
    public async Task Lists_and_cancels(string said, string reply, params string[] calls)
    {
        _listed = """[{"id":"a","name":"","at":"2026-03-05T07:00","repeats":"once"},{"id":"b","name":"","at":"2026-03-05T08:30","repeats":"weekdays"}]""";
        (await Talk().SayAsync(said)).ShouldBe(reply);
        _calls.ShouldBe(calls);
    }

    [Theory]
    [InlineData("snooze", "snooze 10", "Okay, again in 10 minutes.")]
    [InlineData("Snooze for five minutes.", "snooze 5", "Okay, again in 5 minutes.")]
    [InlineData("再睡十分钟", "snooze 10", "好的，10分钟后再叫你。")]
    public async Task Snoozes(string said, string call, string reply)
    {
        (await Talk().SayAsync(said)).ShouldBe(reply);
        _calls.ShouldBe([call]);
    }

    [Theory]
    [InlineData("Wake me in 20 minutes.")] // A timer's.
    [InlineData("What time is it?")]
    [InlineData("set a timer for ten minutes")]
    [InlineData("What is 7 plus 5?")]
    [InlineData("现在几点了")]
    public async Task Leaves_other_questions_to_others(string said)
    {
        await Talk().SayAsync(said);
        _calls.ShouldBeEmpty();
    }

    private Talk Talk() => new(
        AIFunctionFactory.Create(Set, "set_alarm"), AIFunctionFactory.Create(Cancel, "cancel_alarm"),
        AIFunctionFactory.Create(List, "list_alarms"), AIFunctionFactory.Create(Snooze, "snooze"));

    private string Set(string time, string? date = null, string? repeat = null, string? message = null)
    {
        _calls.Add($"set_alarm {time} '{date}' '{repeat}' '{message}'");
        return $"ok: the alarm rings Thursday 2026-03-05 {time}";
    }

    private string Cancel(string alarm)
    {
        _calls.Add($"cancel_alarm {alarm}");
        return "ok: alarm cancelled";
    }

    private string List()
    {
        _calls.Add("list_alarms");
        return _listed;
    }

    private string Snooze(double minutes)
    {
        _calls.Add($"snooze {minutes}");
        return $"ok: it rings again in {minutes} minutes";
    }
}
