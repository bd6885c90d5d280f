using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Providers.Assistant;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>F1 (K03): timers, alarms and announcements belong to the device: through sockets, restarts and the API.</summary>
public sealed class F01TimersTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("voicebus-alarms-").FullName;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Fact]
    public async Task A_timer_outlives_its_connection_and_its_server_and_is_told_once()
    {
        const string Id = "02:f1:00:00:00:01";
        await using (var first = await StartAsync(TimeSpan.Zero))
        {
            await using var device = await first.Server.ConnectAsync(Deadline, Id);
            (await device.TypeAsync("Set a tea timer for three minutes.", Deadline)).Text.ShouldBe("Okay, the tea timer is set for 3 minutes.");
            (await AlarmsAsync(first, Id)).Select(static alarm => alarm.GetProperty("name").GetString()).ShouldBe(["tea"]);
        }

        await using var second = await StartAsync(TimeSpan.FromMinutes(7));
        await using (var device = await second.Server.ConnectAsync(Deadline, Id))
        {
            await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Auto), Deadline);
            var told = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
            told.OfType<MessageReceived>().Select(static e => e.Message).OfType<ServerMessage.SentenceStart>().ShouldHaveSingleItem().Text
                .ShouldBe("Your tea timer rang four minutes ago.");
            await Eventually.GetAsync(() => AlarmsAsync(second, Id), static left => left.Count == 0);
        }

        await using var again = await second.Server.ConnectAsync(Deadline, Id);
        await again.SendTextAsync(ClientMessages.ListenStart(again.SessionId, ListenMode.Auto), Deadline);
        (await again.TypeAsync("What timers are running?", Deadline)).Text.ShouldBe("No timer is running.");
    }

    [Theory]
    [InlineData("Wake me at seven.", "Okay, an alarm is set for 7:00 AM")]
    [InlineData("早上七点叫我起床", "上午7点")]
    public async Task Wake_me_at_seven_is_seven_in_the_devices_zone(string said, string answer)
    {
        const string Id = "02:f1:00:00:00:02";
        await using var scripted = await StartAsync(TimeSpan.Zero, "--VoiceBus:Provisioning:TimeZone=Asia/Shanghai");
        await using var device = await scripted.Server.ConnectAsync(Deadline, Id);
        (await device.TypeAsync(said, Deadline)).Text.ShouldContain(answer);
        var alarm = (await AlarmsAsync(scripted, Id)).ShouldHaveSingleItem();
        (alarm.GetProperty("kind").GetString(), alarm.GetProperty("time").GetString()).ShouldBe(("alarm", "07:00"));
        var rings = alarm.GetProperty("rings_at").GetDateTimeOffset();
        (rings.UtcDateTime.Hour, rings.Minute).ShouldBe((23, 0));
        (rings - DateTimeOffset.UtcNow).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(24));

        using var http = new HttpClient { BaseAddress = scripted.Server.Http };
        using var removed = await http.DeleteAsync($"/api/devices/{Id}/alarms/{alarm.GetProperty("id").GetString()}", Deadline);
        ((int)removed.StatusCode).ShouldBe(204);
        using var twice = await http.DeleteAsync($"/api/devices/{Id}/alarms/{alarm.GetProperty("id").GetString()}", Deadline);
        ((int)twice.StatusCode).ShouldBe(404);
        (await device.TypeAsync("What alarms are set?", Deadline)).Text.ShouldBe("No alarm is set.");
        scripted.Server.Sessions.FindByDevice(Id).ShouldNotBeNull().DueAt.ShouldBeNull("the session may be idle again");
    }

    [Fact]
    public async Task An_announcement_that_is_kept_waits_for_the_device()
    {
        const string Id = "02:f1:00:00:00:03";
        await using var scripted = await StartAsync(TimeSpan.Zero);
        using var http = new HttpClient { BaseAddress = scripted.Server.Http };
        using var unknown = await http.PostAsJsonAsync($"/api/devices/{Id}/say", new { text = "The laundry is done.", keep = true }, Deadline);
        ((int)unknown.StatusCode).ShouldBe(404);
        await using (await scripted.Server.ConnectAsync(Deadline, Id))
        {
            // Known from now on.
        }

        await Eventually.TrueAsync(() => scripted.Server.Sessions.FindByDevice(Id) is null);
        using var kept = await http.PostAsJsonAsync($"/api/devices/{Id}/say", new { text = "The laundry is done.", keep = true }, Deadline);
        ((int)kept.StatusCode).ShouldBe(202);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Id);
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Auto), Deadline);
        (await device.WaitForAsync<ServerMessage.SentenceStart>(Deadline)).Text.ShouldBe("The laundry is done.");
        using var now = await http.PostAsJsonAsync($"/api/devices/{Id}/say", new { text = "And dry.", keep = true }, Deadline);
        (await device.WaitForAsync<ServerMessage.SentenceStart>(Deadline)).Text.ShouldBe("And dry.", "a device that is there is told at once");
        await Eventually.GetAsync(() => AlarmsAsync(scripted, Id), static left => left.Count == 0);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private Task<ScriptedServer> StartAsync(TimeSpan later, params string[] args)
    {
        ScriptedServer? scripted = null;
        return Start();

        async Task<ScriptedServer> Start() => scripted = await ScriptedServer.StartAsync(
            framesPerSentence: 2, mind: () => new BuiltInAssistant(scripted!.Server.Get<TimeProvider>()),
            replace: later == TimeSpan.Zero ? null : services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new Later(later))),
            args: ["--VoiceBus:Data", _data, .. args]);
    }

    private async Task<IReadOnlyList<JsonElement>> AlarmsAsync(ScriptedServer scripted, string id)
    {
        using var http = new HttpClient { BaseAddress = scripted.Server.Http };
        return [.. JsonElement.Parse(await http.GetByteArrayAsync($"/api/devices/{id}/alarms", Deadline)).GetProperty("alarms").EnumerateArray()];
    }

    /// <summary>The machine's clock, some time later.</summary>
    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
