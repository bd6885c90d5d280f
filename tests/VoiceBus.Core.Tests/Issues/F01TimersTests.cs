using Microsoft.Extensions.AI;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Tests.Conversations;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Issues;

/// <summary>F1 (K03): timers and alarms belong to the device, not to its connection.</summary>
public sealed class F01TimersTests
{
    private readonly InMemoryAlarms _alarms = new();

    [Fact]
    public async Task A_session_with_something_due_is_not_idle_and_it_rings()
    {
        await using var test = new ConversationHarness(alarms: _alarms);
        await CallAsync(test, "set_timer", new() { ["name"] = "4 minute", ["seconds"] = 240 });
        test.Time.Advance(TimeSpan.FromSeconds(200));
        test.Sessions.Sweep(TimeSpan.FromMinutes(3)).ShouldBe(0);
        test.Time.Advance(TimeSpan.FromSeconds(40));
        await test.Device.WhenLogged("Your 4 minute timer is done.]");
        await Eventually.TrueAsync(() => _alarms.ListAsync("device", default).Result.Count == 0 && test.Session.DueAt is null);
        test.Time.Advance(TimeSpan.FromMinutes(4));
        test.Sessions.Sweep(TimeSpan.FromMinutes(3)).ShouldBe(1, "and then it is idle");
    }

    [Fact]
    public async Task What_rang_while_nobody_was_there_is_told_once_at_the_return()
    {
        await using (var before = new ConversationHarness(alarms: _alarms))
            await CallAsync(before, "set_timer", new() { ["name"] = "tea", ["seconds"] = 10 });
        (await _alarms.ListAsync("device", default)).Count.ShouldBe(1, "the connection is gone, the timer is not");

        await using (var after = new ConversationHarness(alarms: _alarms, startAt: TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(10)))
        {
            after.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
            await after.Device.WhenLogged("Your tea timer rang four minutes ago.]");
            await after.IdleAsync();
        }

        await using var later = new ConversationHarness(alarms: _alarms, startAt: TimeSpan.FromMinutes(10));
        later.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Auto));
        later.Conversation.Post(new DeviceSignal.TextEntered("hi"));
        await later.Device.WhenLogged("stop");
        later.Device.Log.ShouldNotContain(static entry => entry.Contains("rang"));
    }

    [Fact]
    public async Task A_connection_that_takes_the_place_of_another_rings_in_time()
    {
        await using var first = new ConversationHarness(alarms: _alarms);
        await CallAsync(first, "set_timer", new() { ["name"] = "egg", ["seconds"] = 10 });
        await using var second = new ConversationHarness(alarms: _alarms, startAt: TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => second.Session.DueAt is not null);
        second.Time.Advance(TimeSpan.FromSeconds(8));
        await second.Device.WhenLogged("Your egg timer is done.]");
    }

    [Fact]
    public async Task Two_timers_of_one_length_are_two()
    {
        await using var test = new ConversationHarness(alarms: _alarms);
        await CallAsync(test, "set_timer", new() { ["name"] = "5 minute", ["seconds"] = 300 });
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await CallAsync(test, "set_timer", new() { ["name"] = "5 minute", ["seconds"] = 300 });
        var listed = await CallAsync(test, "list_timers", []);
        listed.ShouldContain("240");
        listed.ShouldContain("300");
        (await CallAsync(test, "cancel_timer", new() { ["name"] = "5 minute" })).ShouldBe("ok: timer '5 minute' cancelled; 1 more of that name");
        (await CallAsync(test, "list_timers", [])).ShouldContain("240", Case.Sensitive, "the one set last was meant");
        test.Time.Advance(TimeSpan.FromSeconds(240));
        await test.Device.WhenLogged("Your 5 minute timer is done.]");
    }

    [Fact]
    public async Task An_alarm_rings_at_its_time_of_day_and_again_the_next_day_it_repeats_on()
    {
        await using var test = new ConversationHarness(alarms: _alarms); // Saturday 2000-01-01 00:00 UTC.
        var answer = await CallAsync(test, "set_alarm", new() { ["time"] = "07:00", ["repeat"] = "weekdays" });
        answer.ShouldBe("ok: the alarm rings Monday 2000-01-03 07:00, then weekdays");
        (await CallAsync(test, "list_alarms", [])).ShouldContain("2000-01-03T07:00");
        for (var hour = 0; hour < 55; hour++)
        {
            test.Time.Advance(TimeSpan.FromHours(1));
            await Eventually.TrueAsync(() => !test.Conversation.IsRunning);
        }

        await test.Device.WhenLogged("It is 7:00 AM. Your alarm is ringing.]");
        await Eventually.TrueAsync(() => _alarms.ListAsync("device", default).Result.Single().RingsAt == new DateTimeOffset(2000, 1, 4, 7, 0, 0, TimeSpan.Zero));
        (await CallAsync(test, "snooze", new() { ["minutes"] = 5 })).ShouldBe("ok: it rings again in 5 minutes");
        test.Time.Advance(TimeSpan.FromMinutes(5));
        await test.Device.When(static log => log.Count(static entry => entry == "Your alarm is ringing again.]") == 1);
        (await CallAsync(test, "cancel_alarm", new() { ["alarm"] = "07:00" })).ShouldBe("ok: alarm '07:00' cancelled");
        (await _alarms.ListAsync("device", default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("25:00", null, null, "is no time of day")]
    [InlineData("7 am", null, null, "is no time of day")]
    [InlineData("07:00", "sometimes", null, "is no repetition")]
    [InlineData("07:00", null, "someday", "is no day")]
    [InlineData("07:00", null, "1999-12-31", "is no day")]
    public async Task What_a_model_gets_wrong_it_is_told(string time, string? repeat, string? date, string told)
    {
        await using var test = new ConversationHarness(alarms: _alarms);
        var answer = await CallAsync(test, "set_alarm", new() { ["time"] = time, ["repeat"] = repeat, ["date"] = date });
        answer.ShouldStartWith("Error: ");
        answer.ShouldContain(told);
        (await _alarms.ListAsync("device", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_the_database_it_rings_in_this_session_all_the_same()
    {
        await using var test = new ConversationHarness(alarms: new Broken());
        (await CallAsync(test, "set_timer", new() { ["name"] = "egg", ["seconds"] = 10 })).ShouldStartWith("ok");
        test.Time.Advance(TimeSpan.FromSeconds(10));
        await test.Device.WhenLogged("Your egg timer is done.]");
        test.Events.Of<MemoryUnavailable>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_device_without_a_voice_is_told_on_its_display()
    {
        await using var test = new ConversationHarness(alarms: _alarms);
        await CallAsync(test, "set_timer", new() { ["name"] = "egg", ["seconds"] = 10 });
        test.Services.Failures[VoiceBus.ServiceType.Tts] = new(VoiceBus.ServiceType.Tts, VoiceBus.FailureKind.Unavailable, "no voice");
        test.Time.Advance(TimeSpan.FromSeconds(10));
        await test.Device.When(static log => log.Any(static entry => entry.StartsWith("send Alert", StringComparison.Ordinal) && entry.Contains("Your egg timer is done.")));
        await Eventually.TrueAsync(() => _alarms.ListAsync("device", default).Result.Count == 0);
    }

    [Fact]
    public async Task What_somebody_else_cancels_does_not_ring()
    {
        await using var test = new ConversationHarness(alarms: _alarms);
        await CallAsync(test, "set_timer", new() { ["name"] = "egg", ["seconds"] = 10 });
        await _alarms.RemoveAllAsync("device", default);
        test.Conversation.Post(new SessionCommand.AlarmsChanged());
        await Eventually.TrueAsync(() => test.Session.DueAt is null);
        test.Time.Advance(TimeSpan.FromSeconds(20));
        (await CallAsync(test, "list_timers", [])).ShouldBe("[]");
        test.Device.Log.ShouldNotContain(static entry => entry.Contains("egg"));
    }

    [Fact]
    public async Task A_session_that_ends_while_they_are_read_is_no_defect()
    {
        var test = new ConversationHarness(alarms: new Hanging());
        test.Conversation.Post(new SessionCommand.AlarmsChanged());
        await test.DisposeAsync();
        test.Events.Of<DefectCaught>().ShouldBeEmpty();
    }

    private static async Task<string> CallAsync(ConversationHarness test, string tool, Dictionary<string, object?> arguments)
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Services.ToolCall = new FunctionCallContent("1", tool, arguments);
        test.Services.Words = messages =>
        {
            told.TrySetResult(messages[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "");
            return ["Fine."];
        };
        test.Conversation.Post(new DeviceSignal.TextEntered("go"));
        var answer = await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await test.IdleAsync();
        test.Services.ToolCall = null;
        return answer;
    }

    private sealed class Hanging : IAlarmStore
    {
        public async Task<IReadOnlyList<DeviceAlarm>> ListAsync(string deviceId, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }

        public Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task<bool> MoveAsync(DeviceAlarm alarm, DateTimeOffset next, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(string deviceId, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Broken : IAlarmStore
    {
        public Task<IReadOnlyList<DeviceAlarm>> ListAsync(string deviceId, CancellationToken cancellationToken) => throw new IOException("no disk");

        public Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken) => throw new IOException("no disk");

        public Task<bool> MoveAsync(DeviceAlarm alarm, DateTimeOffset next, CancellationToken cancellationToken) => throw new IOException("no disk");

        public Task<bool> RemoveAsync(string deviceId, string id, CancellationToken cancellationToken) => throw new IOException("no disk");

        public Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken) => throw new IOException("no disk");
    }
}
