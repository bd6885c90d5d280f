using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Memory;

public sealed class MemoryWriterTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Entries_are_written_in_order_and_turns_that_wait_in_one_step()
    {
        await using var rig = new MemoryRig();
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("1");
        await Eventually.TrueAsync(() => rig.Writer.Waiting == 0);
        for (var i = 2; i <= 10; i++)
            rig.Post($"{i}");
        rig.History.WriteGate.SetResult();
        await rig.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        rig.History.Turns.Select(turn => turn.Id).ShouldBe(Enumerable.Range(1, 10).Select(i => $"{i}"));
        rig.History.Steps.ShouldBe([1, 9]);
        (rig.Writer.Written, rig.Writer.Lost).ShouldBe((10, 0));
    }

    [Fact]
    public async Task A_failed_write_is_tried_again_after_a_pause()
    {
        await using var rig = new MemoryRig();
        rig.History.Failures = 2;
        rig.Post("1");
        await rig.Events.NextAsync<MemoryDelayed>();
        await AdvanceUntilAsync(rig, () => rig.Writer.Written == 1);
        rig.Events.Of<MemoryDelayed>().Count.ShouldBe(2);
        rig.Events.Of<MemoryLost>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_that_keeps_failing_is_lost_and_told_and_the_next_one_is_written()
    {
        await using var rig = new MemoryRig();
        rig.History.Failures = 6;
        rig.Post("1");
        await AdvanceUntilAsync(rig, () => rig.Writer.Lost == 1);
        rig.Events.Of<MemoryLost>().ShouldHaveSingleItem().Error.ShouldContain("no database");
        rig.Post("2");
        await rig.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        rig.History.Turns.Select(turn => turn.Id).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_database_that_hangs_fills_the_queue_and_what_finds_no_room_is_counted()
    {
        await using var rig = new MemoryRig(new MemoryOptions { QueueCapacity = 3 });
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("1");
        await Eventually.TrueAsync(() => rig.Writer.Waiting == 0);
        for (var i = 2; i <= 6; i++)
            rig.Post($"{i}");
        rig.Writer.Lost.ShouldBe(2);
        rig.Events.Of<MemoryLost>().Count.ShouldBe(2);
        rig.History.WriteGate.SetResult();
        await rig.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        rig.History.Turns.Length.ShouldBe(4);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_written_before_it()
    {
        var rig = new MemoryRig();
        rig.History.WriteGate = new TaskCompletionSource();
        for (var i = 0; i < 200; i++)
            rig.Post($"{i}");
        var ending = rig.DisposeAsync().AsTask();
        ending.IsCompleted.ShouldBeFalse();
        rig.History.WriteGate.SetResult();
        await ending.WaitAsync(_timeout);
        rig.History.Turns.Length.ShouldBe(200);
        rig.Post("late");
        rig.Writer.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task The_end_waits_no_longer_than_it_may()
    {
        var rig = new MemoryRig(new MemoryOptions { WriteTimeout = TimeSpan.FromSeconds(7) });
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("1");
        rig.Post("2");
        await Eventually.TrueAsync(() => rig.Writer.Waiting < 2);
        var ending = rig.DisposeAsync().AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(8));
        await ending.WaitAsync(_timeout);
        rig.Writer.Lost.ShouldBe(2);
    }

    [Fact]
    public async Task Erasing_takes_what_waits_along()
    {
        await using var rig = new MemoryRig();
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("1");
        rig.Post("2");
        var erasing = rig.Writer.EraseAsync("device", CancellationToken.None);
        rig.History.WriteGate.SetResult();
        (await erasing.WaitAsync(_timeout)).ShouldBe(2);
        rig.History.Turns.ShouldBeEmpty();
        rig.Events.Of<HistoryErased>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Forgetting_takes_what_waits_along_and_is_not_waited_for()
    {
        await using var rig = new MemoryRig(new MemoryOptions { QueueCapacity = 16 });
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("1");
        await Eventually.TrueAsync(() => rig.Writer.Waiting == 0);
        rig.Post("2");
        rig.Writer.Forget("device").ShouldBeTrue();
        rig.History.WriteGate.SetResult();
        await rig.Writer.DrainAsync(CancellationToken.None).WaitAsync(_timeout);
        rig.History.Turns.ShouldBeEmpty();
        rig.Events.Of<HistoryErased>().ShouldHaveSingleItem().Turns.ShouldBe(2);
    }

    [Fact]
    public async Task What_finds_no_room_is_not_forgotten_and_says_so()
    {
        await using var rig = new MemoryRig(new MemoryOptions { QueueCapacity = 16 });
        rig.History.WriteGate = new TaskCompletionSource();
        rig.Post("first");
        await Eventually.TrueAsync(() => rig.Writer.Waiting == 0);
        for (var i = 0; i < 16; i++)
            rig.Post($"{i}");
        rig.Writer.Forget("device").ShouldBeFalse();
        rig.Writer.Lost.ShouldBe(1);
        rig.History.WriteGate.SetResult();
    }

    [Fact]
    public async Task Erasing_that_fails_says_so()
    {
        await using var rig = new MemoryRig();
        rig.History.Failures = 100;
        var erasing = rig.Writer.EraseAsync("device", CancellationToken.None);
        await AdvanceUntilAsync(rig, () => erasing.IsCompleted);
        (await Should.ThrowAsync<IOException>(() => erasing)).Message.ShouldContain("no database");
    }

    private static Task AdvanceUntilAsync(MemoryRig rig, Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });
}
