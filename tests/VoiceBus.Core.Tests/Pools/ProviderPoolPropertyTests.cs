using FsCheck;
using FsCheck.Xunit;
using VoiceBus.Core.Pools;

namespace VoiceBus.Core.Tests.Pools;

/// <summary>Random schedules against a model that says exactly who must be served, refused or kept waiting at each step.</summary>
public sealed class ProviderPoolPropertyTests
{
    [Property(MaxTest = 150)]
    public void Under_any_schedule_nobody_is_lost_overtaken_or_lent_twice(PositiveInt seed, byte size) =>
        RunAsync(new Random(seed.Get), 1 + (size % 4), 60).GetAwaiter().GetResult();

    private static async Task RunAsync(Random random, int max, int steps)
    {
        await using var model = new PoolModel(max);
        for (var step = 0; step < steps; step++)
        {
            await model.StepAsync(random);
            model.CheckInvariants();
        }
        await model.EndAsync();
    }

    [Fact]
    public async Task Under_real_threads_the_bound_holds_and_every_instance_is_disposed_once()
    {
        var made = new System.Collections.Concurrent.ConcurrentBag<Thing>();
        int asked = 0, busy = 0, most = 0;
        var pool = new ProviderPool<Thing>(
            "things",
            _ =>
            {
                if (Interlocked.Increment(ref asked) % 7 == 0)
                    throw new IOException("every seventh");
                var thing = new Thing();
                made.Add(thing);
                return Task.FromResult(thing);
            },
            new PoolOptions { MinSize = 1, MaxSize = 3 },
            TimeProvider.System,
            Core.Diagnostics.NullEventSink.Instance,
            async (_, _) =>
            {
                await Task.Yield();
                return Random.Shared.Next(5) != 0;
            });
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            try
            {
                await using var lease = await pool.LeaseAsync("o", TimeSpan.FromSeconds(20), CancellationToken.None);
                InterlockedMax(ref most, Interlocked.Increment(ref busy));
                await Task.Yield();
                if (i % 3 == 0)
                    lease.Discard();
                Interlocked.Decrement(ref busy);
            }
            catch (IOException)
            {
                // Every seventh creation tells its waiter so.
            }
        });
        var end = pool.Snapshot();
        await pool.DisposeAsync();

        most.ShouldBeInRange(1, 3);
        (end.InUse, end.Waiting).ShouldBe((0, 0));
        made.ShouldAllBe(thing => thing.Disposals == 1);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }
}
