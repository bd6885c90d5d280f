using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Devices;

/// <summary>What a process without a database keeps as long as it runs.</summary>
public sealed class InMemoryStoresTests
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(_noon);

    [Fact]
    public async Task A_code_is_a_clients_own_and_is_good_for_half_an_hour()
    {
        var codes = new InMemoryActivations(_time);
        var (first, isNew) = await codes.AskAsync("aa:bb", "client", "192.0.2.1", default);
        isNew.ShouldBeTrue();
        (await codes.AskAsync("aa:bb", "client", null, default)).ShouldBe((first, false));
        (await codes.AskAsync("aa:bb", "other", null, default)).Pending.Code.ShouldNotBe(first.Code);
        (await codes.FindAsync(first.Code, default)).ShouldBe(first);
        (await codes.ListAsync("aa:bb", default)).Count.ShouldBe(2);

        (await codes.RemoveAsync(first, default)).ShouldBeTrue();
        (await codes.RemoveAsync(first, default)).ShouldBeFalse("another was quicker");
        _time.Advance(TimeSpan.FromMinutes(31));
        (await codes.ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Codes_are_bounded_and_the_oldest_go_first()
    {
        var codes = new InMemoryActivations(_time);
        var (oldest, _) = await codes.AskAsync("device", "0", null, default);
        for (var i = 1; i <= 1000; i++)
            await codes.AskAsync("device", $"{i}", null, default);
        (await codes.ListAsync(default)).Count.ShouldBe(1000);
        (await codes.FindAsync("device", "0", default)).ShouldBeNull();
        (await codes.FindAsync(oldest.Code, default))?.ClientId.ShouldNotBe("0");
    }

    [Fact]
    public async Task A_ticket_lets_in_once_and_in_time()
    {
        var tickets = new InMemoryTickets(_time);
        await tickets.AddAsync("a", _noon.AddMinutes(1), default);
        await tickets.AddAsync("b", _noon.AddMinutes(1), default);
        (await tickets.TryTakeAsync("a", default)).ShouldBeTrue();
        (await tickets.TryTakeAsync("a", default)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(2));
        (await tickets.TryTakeAsync("b", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_proposal_of_a_secret_decides()
    {
        var secrets = new InMemorySecrets();
        (await secrets.GetOrAddAsync("key", [1], default)).ShouldBe([1]);
        (await secrets.GetOrAddAsync("key", [2], default)).ShouldBe([1]);
    }

    [Fact]
    public async Task Dialogue_comes_back_oldest_first_is_pruned_and_erased()
    {
        var history = new InMemoryHistory();
        await history.AppendAsync([Turn("2", 2), Turn("1", 1), Turn("3", 3), Turn("1", 1)], default);
        await history.WriteSummaryAsync("aa:bb", new HistorySummary("short", _noon), default);
        (await history.ReadAsync("aa:bb", 10, default)).Select(turn => turn.Id).ShouldBe(["1", "2", "3"]);
        (await history.ReadAsync("aa:bb", 2, default)).Select(turn => turn.Id).ShouldBe(["2", "3"]);

        (await history.PruneAsync(_noon.AddMinutes(2), 1, default)).ShouldBe(2);
        (await history.ReadAsync("aa:bb", 10, default)).Select(turn => turn.Id).ShouldBe(["3"]);
        (await history.EraseAsync("aa:bb", default)).ShouldBe(1);
        (await history.ReadSummaryAsync("aa:bb", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_persona_is_found_whatever_the_case_of_its_name()
    {
        var personas = new InMemoryPersonas();
        (await personas.PutAsync(new Persona { Name = "Pirate" }, default)).ShouldBeTrue();
        (await personas.PutAsync(new Persona { Name = "pirate" }, default)).ShouldBeFalse();
        (await personas.FindAsync("PIRATE", default)).ShouldNotBeNull();
        (await personas.RemoveAsync("Pirate", default)).ShouldBeTrue();
        (await personas.ListAsync(default)).ShouldBeEmpty();
    }

    private static HistoryTurn Turn(string id, int minute) => new()
    {
        Id = id,
        DeviceId = "aa:bb",
        SessionId = "session",
        At = _noon.AddMinutes(minute),
        UserText = "Hello?",
        PlayedText = "Hello.",
        Ending = "completed",
    };
}
