using VoiceBus.Core.Memory;

namespace VoiceBus.Storage.Tests;

public abstract partial class StorageSuite
{
    [Fact]
    public async Task Turns_come_back_as_they_were_oldest_first()
    {
        var history = new StoredHistory(Node());
        HistoryTurn[] said = [Turn("1", minute: 1), Turn("2", minute: 2, user: "", played: "Zeit ist um 👋 时间到"), Turn("3", minute: 3) with { Ending = "interrupted" }];
        await history.AppendAsync(said, Ct);
        (await history.ReadAsync("aa:bb", 10, Ct)).ShouldBe(said);
        (await history.ReadAsync("aa:bb", 2, Ct)).Select(turn => turn.Id).ShouldBe(["2", "3"]);
        (await history.ReadAsync("other", 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tools_a_turn_ran_come_back_with_it()
    {
        var history = new StoredHistory(Node());
        ToolUse[] tools = [new(0, "set_timer", "{\"name\":\"茶\"}", "It runs."), new(1, "get_time", "{}", "")];
        await history.AppendAsync([Turn("1") with { Tools = tools }, Turn("2", minute: 1)], Ct);
        (await history.ReadAsync("aa:bb", 10, Ct)).Select(static turn => turn.Tools).ShouldBe([tools, []]);
    }

    [Fact]
    public async Task A_turn_kept_twice_is_kept_once()
    {
        var history = new StoredHistory(Node());
        await history.AppendAsync([Turn("1")], Ct);
        await history.AppendAsync([Turn("1", user: "changed"), Turn("2", minute: 1)], Ct);
        (await history.ReadAsync("aa:bb", 10, Ct)).Select(turn => turn.UserText).ShouldBe(["Hello?", "Hello?"]);
    }

    [Fact]
    public async Task A_text_no_database_can_hold_costs_itself_and_not_its_neighbours()
    {
        var history = new StoredHistory(Node());
        await history.AppendAsync([Turn("1", user: "a\0b \ud83d c"), Turn("2", minute: 1)], Ct);
        (await history.ReadAsync("aa:bb", 10, Ct)).Select(turn => turn.UserText).ShouldBe(["ab \ufffd c", "Hello?"]);
    }

    [Fact]
    public async Task Either_all_turns_of_a_step_are_kept_or_none()
    {
        var history = new StoredHistory(Node());
        await Should.ThrowAsync<Exception>(() => history.AppendAsync([Turn("1"), Turn("2") with { Ending = null! }], Ct));
        (await history.ReadAsync("aa:bb", 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_node_reads_what_one_node_kept()
    {
        await new StoredHistory(Node()).AppendAsync([Turn("1")], Ct);
        (await new StoredHistory(Node()).ReadAsync("aa:bb", 10, Ct)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Erasing_takes_one_devices_turns_and_summary()
    {
        var history = new StoredHistory(Node());
        await history.AppendAsync([Turn("1"), Turn("2", minute: 1), Turn("3", device: "cc")], Ct);
        await history.WriteSummaryAsync("aa:bb", new HistorySummary("old", _noon), Ct);
        (await history.EraseAsync("aa:bb", Ct)).ShouldBe(2);
        (await history.ReadAsync("aa:bb", 10, Ct)).ShouldBeEmpty();
        (await history.ReadSummaryAsync("aa:bb", Ct)).ShouldBeNull();
        (await history.ReadAsync("cc", 10, Ct)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_newest_summary_counts()
    {
        var history = new StoredHistory(Node());
        (await history.ReadSummaryAsync("aa:bb", Ct)).ShouldBeNull();
        await history.WriteSummaryAsync("aa:bb", new HistorySummary("first", _noon), Ct);
        await history.WriteSummaryAsync("aa:bb", new HistorySummary("second", _noon.AddMinutes(1)), Ct);
        (await history.ReadSummaryAsync("aa:bb", Ct)).ShouldBe(new HistorySummary("second", _noon.AddMinutes(1)));
    }

    [Fact]
    public async Task Pruning_takes_what_is_too_old_and_what_is_too_much()
    {
        var history = new StoredHistory(Node());
        await history.AppendAsync([.. Enumerable.Range(0, 6).Select(n => Turn($"a{n}", minute: n)), Turn("c0", "cc", 0), Turn("c5", "cc", 5)], Ct);
        (await history.PruneAsync(_noon.AddMinutes(2), 3, Ct)).ShouldBe(4);
        (await history.ReadAsync("aa:bb", 10, Ct)).Select(turn => turn.Id).ShouldBe(["a3", "a4", "a5"]);
        (await history.ReadAsync("cc", 10, Ct)).Select(turn => turn.Id).ShouldBe(["c5"]);
        (await history.PruneAsync(_noon.AddMinutes(2), 3, Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Many_nodes_write_at_once_and_nothing_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(async () =>
        {
            var history = new StoredHistory(Node(node));
            for (var n = 0; n < 10; n++)
                await history.AppendAsync([Turn($"{node}-{n}", minute: n)], Ct);
        })));
        (await new StoredHistory(Node()).ReadAsync("aa:bb", 1000, Ct)).Count.ShouldBe(80);
    }

    private Database Node(int _)
    {
        lock (_opened)
            return Node();
    }
}
