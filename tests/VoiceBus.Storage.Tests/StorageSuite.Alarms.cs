using VoiceBus.Core.Alarms;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Storage.Tests;

public abstract partial class StorageSuite
{
    [Fact]
    public async Task An_alarm_comes_back_as_it_was_at_every_node()
    {
        var alarm = new DeviceAlarm
        {
            Id = "a",
            DeviceId = "aa:bb",
            Kind = AlarmKind.Alarm,
            Name = "早",
            Message = "Get up",
            RingsAt = _noon,
            SetAt = _noon.AddHours(-1),
            TimeOfDay = new TimeOnly(7, 30),
            Days = AlarmDays.Weekdays,
            Snoozed = true,
        };
        var timer = new DeviceAlarm { Id = "t", DeviceId = "AA:BB", Kind = AlarmKind.Timer, Name = "tea", RingsAt = _noon.AddMinutes(-1), SetAt = _noon };
        var alarms = new StoredAlarms(Node());
        await alarms.AddAsync(alarm, Ct);
        await alarms.AddAsync(timer, Ct);
        (await new StoredAlarms(Node()).ListAsync("Aa:bB", Ct)).ShouldBe([timer with { DeviceId = "aa:bb" }, alarm]);
        (await alarms.ListAsync("other", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alarm_is_moved_once_and_removed_once()
    {
        var alarm = new DeviceAlarm { Id = "a", DeviceId = "aa:bb", Kind = AlarmKind.Alarm, RingsAt = _noon, SetAt = _noon, TimeOfDay = new TimeOnly(12, 0), Days = AlarmDays.Daily };
        var alarms = new StoredAlarms(Node());
        await alarms.AddAsync(alarm, Ct);
        (await alarms.MoveAsync(alarm, _noon.AddDays(1), Ct)).ShouldBeTrue();
        (await new StoredAlarms(Node()).MoveAsync(alarm, _noon.AddDays(1), Ct)).ShouldBeFalse("another node was quicker");
        (await alarms.ListAsync("aa:bb", Ct)).ShouldHaveSingleItem().RingsAt.ShouldBe(_noon.AddDays(1));
        (await alarms.RemoveAsync("cc:dd", "a", Ct)).ShouldBeFalse("it is not that device's");
        (await alarms.RemoveAsync("AA:BB", "a", Ct)).ShouldBeTrue();
        (await alarms.RemoveAsync("aa:bb", "a", Ct)).ShouldBeFalse();
        await alarms.AddAsync(alarm, Ct);
        await alarms.RemoveAllAsync("AA:bb", Ct);
        (await alarms.ListAsync("aa:bb", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_mcp_endpoint_is_found_by_its_token_until_it_is_revoked()
    {
        var endpoints = new StoredMcpEndpoints(Node());
        var made = new McpEndpoint { Id = "e", Name = "kitchen", TokenHash = "abc", Devices = ["aa:bb"], Personas = ["pirate"], CreatedAt = _noon };
        await endpoints.PutAsync(made, Ct);
        await endpoints.PutAsync(made with { Name = "office", Devices = [] }, Ct);
        await new StoredMcpEndpoints(Node()).TouchAsync("e", _noon.AddHours(1), Ct);
        var found = (await endpoints.FindByTokenAsync("abc", Ct)).ShouldNotBeNull();
        (found.Name, found.Devices.Count, found.LastUsed).ShouldBe(("office", 0, _noon.AddHours(1)));
        found.Personas.ShouldBe(["pirate"]);
        (await endpoints.FindByTokenAsync("other", Ct)).ShouldBeNull();
        (await endpoints.ListAsync(Ct)).ShouldHaveSingleItem().Id.ShouldBe("e");
        (await endpoints.RemoveAsync("e", Ct)).ShouldBeTrue();
        (await endpoints.FindByTokenAsync("abc", Ct)).ShouldBeNull();
        (await endpoints.RemoveAsync("e", Ct)).ShouldBeFalse();
    }
}
