using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Tests.Assistant;

public sealed class TimersTests
{
    private readonly Dictionary<string, (double Seconds, string? Message)> _running = [];
    private readonly List<string> _calls = [];

    [Theory]
    [InlineData("Set a timer for ten minutes.", "10 minute", 600, "Okay, a timer is set for 10 minutes.")]
    [InlineData("set a tea timer for 3 minutes", "tea", 180, "Okay, the tea timer is set for 3 minutes.")]
    [InlineData("Set a timer for 20 seconds called egg.", "egg", 20, "Okay, the egg timer is set for 20 seconds.")]
    [InlineData("Please start a five minute timer", "5 minute", 300, "Okay, a timer is set for 5 minutes.")]
    [InlineData("set a timer for an hour and a half", "1 hour and 30 minute", 5400, "Okay, a timer is set for 1 hour and 30 minutes.")]
    [InlineData("set a timer for one hour and thirty minutes", "1 hour and 30 minute", 5400, "Okay, a timer is set for 1 hour and 30 minutes.")]
    [InlineData("set a timer for half an hour", "30 minute", 1800, "Okay, a timer is set for 30 minutes.")]
    [InlineData("定一个十分钟的计时器", "10分钟", 600, "好的，10分钟的计时器已经开始。")]
    [InlineData("设置三分钟的泡茶计时器", "泡茶", 180, "好的，泡茶计时器已经开始，3分钟。")]
    public async Task Sets_a_timer(string said, string name, double seconds, string reply)
    {
        (await Talk().SayAsync(said)).ShouldBe(reply);

        _running.ShouldHaveSingleItem();
        _running[name].Seconds.ShouldBe(seconds);
        _running[name].Message.ShouldBeNullOrEmpty();
    }

    [Theory]
    [InlineData("Remind me in 20 seconds to call mom.", 20, "call mom", "Okay, I will remind you to call mom in 20 seconds.")]
    [InlineData("remind me to water my plants in two hours", 7200, "water your plants", "Okay, I will remind you to water your plants in 2 hours.")]
    [InlineData("十分钟后提醒我关火", 600, "关火", "好的，10分钟后提醒你关火。")]
    [InlineData("提醒我半小时后开会", 1800, "开会", "好的，30分钟后提醒你开会。")]
    public async Task Sets_a_reminder(string said, double seconds, string message, string reply)
    {
        (await Talk().SayAsync(said)).ShouldBe(reply);

        _running.Values.ShouldHaveSingleItem().ShouldBe((seconds, message));
    }

    [Fact]
    public async Task Asks_for_how_long_and_understands_the_answer()
    {
        var talk = Talk();

        (await talk.SayAsync("Set a timer.")).ShouldBe("For how long?");
        (await talk.SayAsync("Ten minutes.")).ShouldBe("Okay, a timer is set for 10 minutes.");
        (await talk.SayAsync("设一个计时器")).ShouldBe("要多长时间？");
        (await talk.SayAsync("五分钟")).ShouldBe("好的，5分钟的计时器已经开始。");

        _running.Values.Select(static t => t.Seconds).ShouldBe([600, 300]);
    }

    [Theory]
    [InlineData("Cancel the tea timer.", "Okay, the tea timer is cancelled.", "tea")]
    [InlineData("cancel the pasta timer please", "I found no timer called pasta.", null)]
    [InlineData("取消泡面计时器", "好的，泡面计时器取消了。", "泡面")]
    public async Task Cancels_by_name(string said, string reply, string? gone)
    {
        _running["tea"] = (60, null);
        _running["泡面"] = (60, null);

        (await Talk().SayAsync(said)).ShouldBe(reply);

        _running.Count.ShouldBe(gone is null ? 2 : 1);
        _running.Keys.ShouldNotContain(gone ?? "none");
    }

    [Fact]
    public async Task Cancels_the_only_timer_without_its_name()
    {
        _running["tea"] = (60, null);

        (await Talk().SayAsync("Stop the timer.")).ShouldBe("Okay, the tea timer is cancelled.");

        _running.ShouldBeEmpty();
        _calls.ShouldBe(["list_timers", "cancel_timer"]);
    }

    [Fact]
    public async Task Asks_which_of_several_or_cancels_all()
    {
        _running["tea"] = (60, null);
        _running["egg"] = (90, null);

        (await Talk().SayAsync("Cancel the timer.")).ShouldBe("Which one: tea, egg?");
        _running.Count.ShouldBe(2);
        (await Talk().SayAsync("Cancel all timers.")).ShouldBe("Okay, all timers are cancelled.");
        _running.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_what_is_left()
    {
        (await Talk().SayAsync("How long is left?")).ShouldBe("No timer is running.");
        _running["tea"] = (61, null);
        _running["egg"] = (90, null);

        (await Talk().SayAsync("How much time is left on the tea timer?")).ShouldBe("The tea timer has 1 minute and 1 second left.");
        (await Talk().SayAsync("What timers are running?"))
            .ShouldBe("The tea timer has 1 minute and 1 second left. The egg timer has 1 minute and 30 seconds left.");
        (await Talk().SayAsync("还剩多久？")).ShouldBe("tea计时器还剩1分钟1秒。egg计时器还剩1分钟30秒。");
    }

    [Theory]
    [InlineData("Set a timer for ten minutes.")]
    [InlineData("Set a timer.")]
    [InlineData("Cancel the tea timer.")]
    [InlineData("How long is left?")]
    [InlineData("Remind me in 20 seconds to call mom.")]
    public async Task Says_honestly_that_it_cannot(string said) =>
        (await new Talk().SayAsync(said)).ShouldBe("Sorry, I cannot use timers on this device.");

    [Fact]
    public async Task Tells_why_a_timer_was_refused() =>
        (await Talk().SayAsync("Set a timer for 30 hours.")).ShouldBe("Sorry, I could not set the timer. too long");

    // Answers as the session's own timers do.
    private Talk Talk() => new(
        AIFunctionFactory.Create(Set, "set_timer"),
        AIFunctionFactory.Create(Cancel, "cancel_timer"),
        AIFunctionFactory.Create(List, "list_timers"));

    private string Set(string name, double seconds, string? message = null)
    {
        _calls.Add("set_timer");
        if (seconds > 86_400)
            return "Error: too long";
        _running[name] = (seconds, message);
        return $"ok: timer '{name}' rings in {seconds} seconds";
    }

    private string Cancel(string name)
    {
        _calls.Add("cancel_timer");
        return _running.Remove(name) ? $"ok: timer '{name}' cancelled" : $"Error: no timer '{name}' is running";
    }

    private TimerState[] List()
    {
        _calls.Add("list_timers");
        return [.. _running.Select(static t => new TimerState(t.Key, t.Value.Seconds, t.Value.Message))];
    }

    private sealed record TimerState(string Name, double SecondsLeft, string? Message);
}
