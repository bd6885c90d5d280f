using FsCheck.Xunit;
using VoiceBus.Core.Bus;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

/// <summary>Random schedules: handlers that succeed, throw, hang or leave, callers that read, leave or stall, deadlines that pass.</summary>
public sealed class InMemoryScheduleTests
{
    // Leaving waits for the handler however long it takes, so that at the end nobody holds an item in his hands.
    private static QueueOptions Options { get; } = new()
    {
        Capacity = 3,
        Concurrency = 3,
        StreamCapacity = 2,
        CancelTimeout = Timeout.InfiniteTimeSpan,
    };

    private readonly TrackedItems _items = new();
    private readonly CountingClock _clock = new();
    private readonly RecordedEvents _events = new();

    [Property(MaxTest = 40, StartSize = 5, EndSize = 60)]
    public async Task Every_message_ends_once_and_every_item_is_given_back_once(ushort[] scripts)
    {
        var run = new InMemoryScheduleTests();
        await run.PlayAsync(scripts);
    }

    private async Task PlayAsync(ushort[] scripts)
    {
        var contract = new ServiceContract<ushort, TrackedItem, TrackedItem>(
            ServiceType.Asr, static item => item.Release(), static item => item.Release());
        var bus = new InMemoryEventBus(new Dictionary<ServiceType, QueueOptions> { [ServiceType.Asr] = Options }, _clock, _events);
        bus.Serve(contract, HandleAsync);

        var calls = Task.WhenAll(scripts.Select(script => Task.Run(() => CallAsync(bus, contract, script))));
        await LetTimePassUntilAsync(calls);

        var status = bus.GetStatus().Queues.Single(queue => queue.Type == ServiceType.Asr);
        (status.Completed + status.Failed + status.Cancelled).ShouldBe(scripts.Length);
        (status.InFlight, status.Length).ShouldBe((0, 0));
        var told = _events.Of<Core.Diagnostics.CallCompleted>().Count + _events.Of<Core.Diagnostics.CallFailed>().Count
            + _events.Of<Core.Diagnostics.CallCancelled>().Count + _events.Of<Core.Diagnostics.CallRefused>().Count;
        told.ShouldBe(scripts.Length);
        await LetTimePassUntilAsync(bus.DisposeAsync().AsTask());
        _items.ByReleases().Keys.ShouldBeSubsetOf([1]);
        await _clock.WaitForNoTimerAsync();
    }

    /// <summary>Virtual time runs on as long as anybody is at work; the limit is real.</summary>
    private async Task LetTimePassUntilAsync(Task work)
    {
        using var limit = new CancellationTokenSource(Gate.Limit);
        while (!work.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
        await work;
    }

    private async Task HandleAsync(IServedCall<ushort, TrackedItem, TrackedItem> call, CancellationToken token)
    {
        switch (call.Request % 6)
        {
            case 0:
                await foreach (var item in call.Inputs(token))
                    await call.ReplyAsync(item, token);
                break;
            case 1:
                await call.ReplyAsync(_items.New(), token);
                throw new InvalidDataException("as scripted");
            case 2:
                await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
                break;
            case 3:
                // Leaves its input early.
                await foreach (var item in call.Inputs(token))
                {
                    await call.ReplyAsync(item, token);
                    break;
                }
                break;
            case 4:
                // Speaks until it is stopped.
                while (true)
                    await call.ReplyAsync(_items.New(), token);
            default:
                // Deaf for a while: returns after its caller may have gone.
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, CancellationToken.None);
                break;
        }
    }

    private async Task CallAsync(
        InMemoryEventBus bus, ServiceContract<ushort, TrackedItem, TrackedItem> contract, ushort script)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            await using var call = await bus.OpenAsync(contract, script, new CallContext("s", "t"), stop.Token);
            var sending = SendAsync(call, script / 6 % 7, stop.Token);
            try
            {
                await ReadAsync(call, script / 42 % 4, stop);
            }
            finally
            {
                await stop.CancelAsync();
                await sending;
            }
        }
        catch (CallFailedException failure)
        {
            failure.Kind.ShouldBeOneOf(FailureKind.Overloaded, FailureKind.Timeout, FailureKind.Internal);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As scripted.
        }
    }

    private async Task SendAsync(IServiceCall<TrackedItem, TrackedItem> call, int count, CancellationToken token)
    {
        try
        {
            for (var i = 0; i < count; i++)
                await call.SendAsync(_items.New(), token);
            await call.CompleteInputAsync(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The caller has stopped.
        }
    }

    private static async Task ReadAsync(IServiceCall<TrackedItem, TrackedItem> call, int caller, CancellationTokenSource stop)
    {
        if (caller == 0)
            return;
        var read = 0;
        await foreach (var item in call.Replies(stop.Token))
        {
            item.Release();
            if (caller == 2 && ++read == 2)
                break;
            if (caller == 3)
                await stop.CancelAsync();
        }
    }
}
