using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Tests.Pools;

public sealed class ProviderPoolTests
{
    private static readonly PoolOptions _onDemand = new() { MinSize = 0, MaxSize = 2 };

    [Fact]
    public async Task A_returned_instance_is_lent_again()
    {
        await using var rig = new PoolRig(_onDemand);
        Thing first;
        await using (var lease = await rig.LeaseNewAsync())
            first = lease.Value;

        await using var again = await rig.LeaseAsync();

        again.Value.ShouldBeSameAs(first);
        rig.Pool.Snapshot().ShouldBe(new PoolSnapshot("things", 0, 2, 1, 1, 0, null, []), "one leased, none made anew");
    }

    [Fact]
    public async Task A_discarded_instance_is_disposed_and_not_lent_again()
    {
        await using var rig = new PoolRig(_onDemand);
        var lease = await rig.LeaseNewAsync();
        var first = lease.Value;
        lease.Discard();
        await lease.DisposeAsync();
        await lease.DisposeAsync();

        first.Disposals.ShouldBe(1);
        rig.Pool.Snapshot().CurrentSize.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() => lease.Value);
        await using var other = await rig.LeaseNewAsync();
        other.Value.ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task Waiters_are_served_in_the_order_they_came()
    {
        await using var rig = new PoolRig(new PoolOptions { MinSize = 0, MaxSize = 1 });
        var held = await rig.LeaseNewAsync();
        var second = rig.LeaseAsync("second");
        var third = rig.LeaseAsync("third");
        rig.Pool.Snapshot().Waiting.ShouldBe(2);

        await held.DisposeAsync();
        var lease = await second.WaitAsync(PoolRig.Timeout);
        third.IsCompleted.ShouldBeFalse();
        await lease.DisposeAsync();
        (await third.WaitAsync(PoolRig.Timeout)).Owner.ShouldBe("third");
    }

    [Fact]
    public async Task A_waiter_whose_deadline_passes_is_told_and_frees_its_place()
    {
        await using var rig = new PoolRig(new PoolOptions { MinSize = 0, MaxSize = 1 });
        await using var held = await rig.LeaseNewAsync();
        var late = rig.LeaseAsync("late", seconds: 3);

        rig.Time.Advance(TimeSpan.FromSeconds(3));

        (await Should.ThrowAsync<PoolExhaustedException>(late)).Pool.ShouldBe("things");
        rig.Pool.Snapshot().Waiting.ShouldBe(0);
        rig.Events.Of<PoolExhausted>().ShouldHaveSingleItem().ShouldBe(new PoolExhausted("things", "late", 3000, 1));
    }

    [Fact]
    public async Task A_failed_creation_tells_its_waiter_and_lets_the_next_one_try()
    {
        await using var rig = new PoolRig(new PoolOptions { MinSize = 0, MaxSize = 1 });
        var first = rig.LeaseAsync("first");
        var second = rig.LeaseAsync("second");

        (await rig.NextCreationAsync()).SetException(new IOException("no route"));

        (await Should.ThrowAsync<IOException>(first)).Message.ShouldBe("no route");
        await rig.CreateNextAsync();
        await using var lease = await second.WaitAsync(PoolRig.Timeout);
        rig.Pool.Snapshot().CurrentSize.ShouldBe(1);
        rig.Events.Of<InstanceFailed>().ShouldHaveSingleItem().Stage.ShouldBe("create");
    }

    [Fact]
    public async Task A_creation_that_hangs_gives_its_slot_back_and_its_late_instance_is_disposed()
    {
        await using var rig = new PoolRig(_onDemand with { MaxSize = 1, CreateTimeout = TimeSpan.FromSeconds(9) });
        var lease = rig.LeaseAsync(seconds: 60);
        var hanging = await rig.NextCreationAsync();

        rig.Time.Advance(TimeSpan.FromSeconds(9));

        await Should.ThrowAsync<TimeoutException>(lease);
        rig.Pool.Snapshot().CurrentSize.ShouldBe(0);
        await rig.Finish(hanging).Gone;
    }

    [Fact]
    public async Task The_pool_fills_to_its_minimum_at_once_and_again_after_a_failure_at_the_next_check()
    {
        await using var rig = new PoolRig(_onDemand with { MinSize = 1 });
        (await rig.NextCreationAsync()).SetException(new IOException("not yet"));

        await rig.Events.NextAsync<InstanceFailed>();
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.CreateNextAsync();
        await using var lease = await rig.LeaseAsync().WaitAsync(PoolRig.Timeout);

        rig.Made.ShouldHaveSingleItem().ShouldBeSameAs(lease.Value);
    }

    [Fact]
    public async Task Idle_instances_expire_down_to_the_minimum()
    {
        await using var rig = new PoolRig(_onDemand with { MaxSize = 3, IdleTimeout = TimeSpan.FromMinutes(1) });
        Lease<Thing>[] leases = [await rig.LeaseNewAsync(), await rig.LeaseNewAsync(), await rig.LeaseNewAsync()];
        foreach (var lease in leases)
            await lease.DisposeAsync();
        rig.Pool.Apply(_onDemand with { MinSize = 1, MaxSize = 3, IdleTimeout = TimeSpan.FromMinutes(1) });

        rig.Time.Advance(TimeSpan.FromSeconds(59));
        rig.Pool.Snapshot().CurrentSize.ShouldBe(3);
        rig.Time.Advance(TimeSpan.FromSeconds(31));

        rig.Pool.Snapshot().CurrentSize.ShouldBe(1);
        rig.Made.Count(thing => thing.Disposals == 1).ShouldBe(2);
        rig.Pool.Snapshot().LastCheck.ShouldBe(rig.Time.GetUtcNow());
    }

    [Fact]
    public async Task An_instance_past_its_maximum_age_is_replaced_at_its_return()
    {
        await using var rig = new PoolRig(_onDemand with { MaxAge = TimeSpan.FromMinutes(2) });
        var lease = await rig.LeaseNewAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(3));

        await lease.DisposeAsync();

        rig.Made[0].Disposals.ShouldBe(1);
        rig.Pool.Snapshot().CurrentSize.ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_that_fails_validation_on_borrow_is_replaced()
    {
        var bad = new HashSet<Thing>();
        await using var rig = new PoolRig(_onDemand, (thing, _) => ValueTask.FromResult(!bad.Contains(thing)));
        var lease = await rig.LeaseNewAsync();
        bad.Add(lease.Value);
        await lease.DisposeAsync();

        await using var other = await rig.LeaseNewAsync();

        rig.Made[0].Disposals.ShouldBe(1);
        other.Value.ShouldBeSameAs(rig.Made[1]);
    }

    [Fact]
    public async Task The_periodic_check_retires_instances_that_went_bad()
    {
        var good = true;
        await using var rig = new PoolRig(_onDemand, (_, _) => ValueTask.FromResult(good));
        await (await rig.LeaseNewAsync()).DisposeAsync();
        good = false;

        rig.Time.Advance(TimeSpan.FromSeconds(30));

        rig.Made[0].Disposals.ShouldBe(1);
        rig.Pool.Snapshot().CurrentSize.ShouldBe(0);
    }

    [Fact]
    public async Task A_lease_never_returned_is_shown_its_slot_freed_and_its_instance_disposed_when_it_returns_after_all()
    {
        await using var rig = new PoolRig(_onDemand with { MaxSize = 1, LeaseTimeout = TimeSpan.FromMinutes(1) });
        var forgotten = await rig.LeaseNewAsync("forgetful");
        rig.Time.Advance(TimeSpan.FromSeconds(90));

        var snapshot = rig.Pool.Snapshot();
        snapshot.Quarantined.ShouldHaveSingleItem().ShouldBe(new QuarantinedLease("forgetful", TimeSpan.FromSeconds(90)));
        snapshot.InUse.ShouldBe(0);
        rig.Events.Of<LeaseQuarantined>().ShouldHaveSingleItem().Owner.ShouldBe("forgetful");
        await using var other = await rig.LeaseNewAsync();
        await forgotten.DisposeAsync();

        rig.Made[0].Disposals.ShouldBe(1);
        rig.Pool.Snapshot().Quarantined.ShouldBeEmpty();
        rig.Pool.Snapshot().CurrentSize.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_whose_holder_is_stuck_gives_its_place_to_the_next_in_the_queue()
    {
        await using var rig = new PoolRig(_onDemand with { MaxSize = 1 });
        var stuck = await rig.LeaseNewAsync("stuck");
        var next = rig.LeaseNewAsync("next");

        rig.Pool.Quarantine(stuck);
        rig.Pool.Quarantine(stuck);

        await using var lease = await next.WaitAsync(PoolRig.Timeout);
        rig.Pool.Snapshot().ShouldSatisfyAllConditions(
            now => now.InUse.ShouldBe(1), now => now.Quarantined.ShouldHaveSingleItem().Owner.ShouldBe("stuck"));
        rig.Made[0].Disposals.ShouldBe(0, "its holder is still at work in it");
        await stuck.DisposeAsync();
        rig.Made[0].Disposals.ShouldBe(1);
        rig.Pool.Snapshot().ShouldSatisfyAllConditions(now => now.InUse.ShouldBe(1), now => now.Quarantined.ShouldBeEmpty());
    }

    [Fact]
    public async Task A_smaller_maximum_is_reached_as_leases_return_and_a_larger_one_serves_waiters_at_once()
    {
        await using var rig = new PoolRig(_onDemand);
        var first = await rig.LeaseNewAsync();
        var second = await rig.LeaseNewAsync();
        rig.Pool.Apply(_onDemand with { MaxSize = 1 });
        await first.DisposeAsync();
        rig.Pool.Snapshot().CurrentSize.ShouldBe(1);
        rig.Made[0].Disposals.ShouldBe(1);

        var waiting = rig.LeaseAsync();
        waiting.IsCompleted.ShouldBeFalse();
        rig.Pool.Apply(_onDemand with { MaxSize = 2 });
        await rig.CreateNextAsync();
        await using var third = await waiting.WaitAsync(PoolRig.Timeout);
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Closing_refuses_waiters_and_disposes_idle_leased_and_late_instances()
    {
        var rig = new PoolRig(_onDemand with { MaxSize = 3 });
        var leased = await rig.LeaseNewAsync();
        await (await rig.LeaseNewAsync()).DisposeAsync();
        var idleTaken = await rig.LeaseAsync();
        await idleTaken.DisposeAsync();
        await using var taken = await rig.LeaseAsync();
        var waiting = rig.LeaseAsync();
        var creation = await rig.NextCreationAsync();

        var closing = rig.DisposeAsync().AsTask();
        await Should.ThrowAsync<ObjectDisposedException>(waiting);
        var late = rig.Finish(creation);
        await closing.WaitAsync(PoolRig.Timeout);
        await leased.DisposeAsync();
        await taken.DisposeAsync();

        await late.Gone;
        rig.Made.ShouldAllBe(thing => thing.Disposals == 1);
        await Should.ThrowAsync<ObjectDisposedException>(rig.LeaseAsync());
    }

    [Fact]
    public async Task Leases_cost_no_timer()
    {
        var time = new CountingTimeProvider();
        await using var pool = new ProviderPool<Thing>(
            "things", _ => Task.FromResult(new Thing()), _onDemand, time, NullEventSink.Instance);
        await (await pool.LeaseAsync("o", TimeSpan.FromSeconds(5), CancellationToken.None)).DisposeAsync();
        var before = time.Timers;

        for (var i = 0; i < 100; i++)
            await (await pool.LeaseAsync("o", TimeSpan.FromSeconds(5), CancellationToken.None)).DisposeAsync();

        time.Timers.ShouldBe(before);
    }

    private sealed class CountingTimeProvider : TimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
