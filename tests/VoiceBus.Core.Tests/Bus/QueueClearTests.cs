using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;
using RecordedEvents = VoiceBus.Testing.Providers.RecordedEvents;

namespace VoiceBus.Core.Tests.Bus;

public sealed class QueueClearTests
{
    private static readonly ServiceContract<string, NoInput, int> _contract = new(ServiceType.Llm);
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task What_waits_fails_once_and_typed_and_what_is_handled_goes_on()
    {
        await using var bus = NewBus(concurrency: 1);
        var (inside, end) = (new Gate(), new TaskCompletionSource());
        bus.Serve(_contract, (_, _) =>
        {
            inside.Open();
            return end.Task;
        });
        await using var handled = await OpenAsync(bus);
        await inside.Opened;
        await using var waiting = await OpenAsync(bus);
        var opening = OpenAsync(bus).AsTask();
        opening.IsCompleted.ShouldBeFalse("the queue of one is full");

        bus.Clear(ServiceType.Llm).ShouldBe(2);
        bus.Clear(ServiceType.Llm).ShouldBe(0);

        (await Should.ThrowAsync<CallFailedException>(opening.WaitAsync(Gate.Limit))).Kind.ShouldBe(FailureKind.Cancelled);
        var failure = await Should.ThrowAsync<CallFailedException>(ReadAsync(waiting));
        failure.ShouldSatisfyAllConditions(
            f => f.Kind.ShouldBe(FailureKind.Cancelled), f => f.Message.ShouldBe("The llm queue was cleared by an operator."));
        end.SetResult();
        await ReadAsync(handled);
        var status = bus.GetStatus().Queues.Single(queue => queue.Type == ServiceType.Llm);
        (status.Length, status.Failed, status.Completed, status.Cancelled).ShouldBe((0, 2, 1, 0));
        _events.All.OfType<CallFailed>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Clearing_while_calls_start_and_end_ends_every_call_exactly_once()
    {
        const int Calls = 500;
        await using var bus = NewBus(concurrency: 2, capacity: 8);
        bus.Serve(_contract, static async (_, _) => await Task.Yield());
        using var over = new CancellationTokenSource();
        var clearing = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                bus.Clear(ServiceType.Llm);
        });

        var ended = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => Task.Run(() => TryAsync(bus)))).WaitAsync(Gate.Limit);
        await over.CancelAsync();
        await clearing;

        var status = bus.GetStatus().Queues.Single(queue => queue.Type == ServiceType.Llm);
        (status.Completed, status.Failed).ShouldBe((ended.Count(ok => ok), ended.Count(ok => !ok)));
        (status.Length, status.InFlight).ShouldBe((0, 0));
        _events.All.Count(@event => @event is CallFailed or CallCompleted).ShouldBe(Calls);
    }

    private InMemoryEventBus NewBus(int concurrency, int capacity = 1) => new(
        new Dictionary<ServiceType, QueueOptions> { [ServiceType.Llm] = new() { Concurrency = concurrency, Capacity = capacity } },
        TimeProvider.System,
        _events);

    private static ValueTask<IServiceCall<NoInput, int>> OpenAsync(InMemoryEventBus bus) =>
        bus.OpenAsync(_contract, "", new CallContext("s", "t"), CancellationToken.None);

    private static async Task ReadAsync(IServiceCall<NoInput, int> call)
    {
        await foreach (var _ in call.Replies(CancellationToken.None))
            Assert.Fail("nobody replied");
    }

    private static async Task<bool> TryAsync(InMemoryEventBus bus)
    {
        try
        {
            await using var call = await OpenAsync(bus);
            await ReadAsync(call);
            return true;
        }
        catch (CallFailedException cleared) when (cleared.Kind == FailureKind.Cancelled)
        {
            return false;
        }
    }
}
