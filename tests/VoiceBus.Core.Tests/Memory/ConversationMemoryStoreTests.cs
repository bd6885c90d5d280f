using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Memory;

public sealed class ConversationMemoryStoreTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_session_begins_with_what_is_young_enough_and_not_summarised()
    {
        await using var rig = new MemoryRig();
        await rig.History.AppendAsync([rig.Turn("old", 60), rig.Turn("faded", 50), rig.Turn("young", 5)], CancellationToken.None);
        await rig.History.WriteSummaryAsync("device", new HistorySummary("short", rig.Time.GetUtcNow().AddMinutes(-55)), CancellationToken.None);
        var recalled = await rig.Keeper.Open("session", "DEVICE").RecalledContext.WaitAsync(_timeout);
        recalled.Turns.Select(turn => turn.Id).ShouldBe(["young"]);
        recalled.Faded.Select(turn => turn.Id).ShouldBe(["faded"]);
        recalled.Summary!.Text.ShouldBe("short");
    }

    [Fact]
    public async Task A_database_that_hangs_costs_the_deadline_and_the_past_not_the_session()
    {
        await using var rig = new MemoryRig();
        await rig.History.AppendAsync([rig.Turn("1")], CancellationToken.None);
        rig.History.ReadGate = new TaskCompletionSource();
        var recalling = rig.Keeper.Open("session", "device").RecalledContext;
        rig.Time.Advance(TimeSpan.FromSeconds(1.9));
        recalling.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(0.2));
        (await recalling.WaitAsync(_timeout)).ShouldBeSameAs(RecalledContext.Empty);
        rig.Events.Of<MemoryNotRecalled>().ShouldHaveSingleItem().SessionId.ShouldBe("session");
    }

    [Fact]
    public async Task A_database_that_fails_costs_the_past_not_the_session()
    {
        await using var rig = new MemoryRig();
        rig.History.IsBroken = true;
        (await rig.Keeper.Open("session", "device").RecalledContext.WaitAsync(_timeout)).Turns.ShouldBeEmpty();
        rig.Events.Of<MemoryNotRecalled>().ShouldHaveSingleItem().Error.ShouldContain("no database");
    }

    [Fact]
    public async Task A_session_waits_for_the_last_turn_of_the_one_before()
    {
        await using var rig = new MemoryRig();
        var before = rig.Keeper.Open("before", "device");
        await before.RecalledContext.WaitAsync(_timeout);
        var recalling = rig.Keeper.Open("after", "device").RecalledContext;
        await rig.Keeper.Open("neighbour's", "neighbour").RecalledContext.WaitAsync(_timeout);
        rig.History.Reads.ToArray().ShouldBe(["device", "neighbour"], "the second session read before the first one had ended");
        before.Remember(rig.Turn("last words"));
        before.Dispose();
        (await recalling.WaitAsync(_timeout)).Turns.Select(turn => turn.Id).ShouldBe(["last words"]);
    }

    [Fact]
    public async Task A_session_before_that_does_not_end_is_not_waited_for_for_ever()
    {
        await using var rig = new MemoryRig();
        await rig.History.AppendAsync([rig.Turn("1")], CancellationToken.None);
        await rig.Keeper.Open("before", "device").RecalledContext.WaitAsync(_timeout);
        var recalling = rig.Keeper.Open("after", "device").RecalledContext;
        // Half of the deadline is for the session before; reading has what is left of it.
        await rig.Time.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await recalling.WaitAsync(_timeout)).Turns.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Switched_off_neither_reads_nor_writes_texts_and_knows_the_persona_still()
    {
        await using var rig = new MemoryRig(new MemoryOptions { History = HistorySwitch.Off });
        rig.Personas.Personas.Add(new Persona { Name = "pirate" });
        await rig.Personas.AssignAsync("device", "pirate", CancellationToken.None);
        await rig.History.AppendAsync([rig.Turn("1")], CancellationToken.None);
        var memory = rig.Keeper.Open("session", "device");
        var recalled = await memory.RecalledContext.WaitAsync(_timeout);
        (recalled.Turns.Count, recalled.Persona?.Name).ShouldBe((0, "pirate"));
        memory.Remember(rig.Turn("2"));
        memory.Remember(new HistorySummary("short", rig.Time.GetUtcNow()));
        await rig.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        rig.History.Turns.Length.ShouldBe(1);
        (await rig.History.ReadSummaryAsync("device", CancellationToken.None)).ShouldBeNull();
    }
}
