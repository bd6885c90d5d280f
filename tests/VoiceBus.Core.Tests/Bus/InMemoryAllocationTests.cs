using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

/// <summary>No allocation that grows with items. Alone, because the figure is the process's.</summary>
[Collection(nameof(InMemoryAllocationTests))]
[CollectionDefinition(nameof(InMemoryAllocationTests), DisableParallelization = true)]
public sealed class InMemoryAllocationTests
{
    private const int Items = 10_000;
    private static ServiceContract<string, long, long> Echo { get; } = new(ServiceType.Llm);

    /// <summary>One in flight: both readers wait for every item. A capacity of 1 and three in flight: the writers wait too.</summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(1, 3)]
    public async Task Items_cost_no_allocation_also_when_both_sides_wait(int capacity, int burst)
    {
        var options = new QueueOptions { StreamCapacity = capacity };
        await using var bus = new InMemoryEventBus(
            new Dictionary<ServiceType, QueueOptions> { [ServiceType.Llm] = options }, TimeProvider.System, NullEventSink.Instance);
        bus.Serve(Echo, static async (call, token) =>
        {
            await foreach (var item in call.Inputs(token))
                await call.ReplyAsync(item, token);
        });
        using var stop = new CancellationTokenSource();
        await using var call = await bus.OpenAsync(Echo, "", new CallContext("s", "t"), stop.Token);

        // Off the test's synchronization context, whose posts allocate.
        var allocated = await Task.Run(() => MeasureAsync(call, burst, stop.Token)).WaitAsync(Gate.Limit);

        // 20 000 hops; one object per item and direction would be 480 000 bytes at least.
        allocated.ShouldBeLessThan(64_000);
    }

    private static async Task<long> MeasureAsync(IServiceCall<long, long> call, int burst, CancellationToken token)
    {
        await using var replies = call.Replies(token).GetAsyncEnumerator(token);
        await ExchangeAsync(call, replies, burst, token);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await ExchangeAsync(call, replies, burst, token);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static async Task ExchangeAsync(
        IServiceCall<long, long> call, IAsyncEnumerator<long> replies, int burst, CancellationToken token)
    {
        for (long sent = 0; sent < Items; sent += burst)
        {
            // Three are under way at most with a capacity of 1: one in each stream and one in the handler's hands.
            for (var i = 0; i < burst; i++)
                await call.SendAsync(sent + i, token);
            for (var i = 0; i < burst; i++)
            {
                (await replies.MoveNextAsync()).ShouldBeTrue();
                if (replies.Current != sent + i)
                    throw new InvalidOperationException("Out of order.");
            }
        }
    }
}
