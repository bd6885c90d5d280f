using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

/// <summary>What only the bus in memory promises: nothing at rest, nothing per item, figures true to the tick.</summary>
public sealed class InMemoryEventBusTests
{
    private static ServiceContract<string, NoInput, int> Contract { get; } = new(ServiceType.Llm);
    private static CallContext Context { get; } = new("s", "t");
    private static TimeSpan Second { get; } = TimeSpan.FromSeconds(1);
    private readonly CountingClock _clock = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task An_idle_bus_holds_no_timer()
    {
        await using var bus = NewBus(new QueueOptions());
        bus.Serve(Contract, static (call, token) => call.Request switch
        {
            "fail" => throw new InvalidOperationException("as asked"),
            "hang" => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            _ => Task.CompletedTask,
        });
        _clock.LiveTimers.ShouldBe(0);

        await EndAsync(await OpenAsync(bus, "well"));
        await EndAsync(await OpenAsync(bus, "fail"));
        var left = await OpenAsync(bus, "hang");
        _clock.LiveTimers.ShouldBe(1);
        await left.DisposeAsync();

        await _clock.WaitForNoTimerAsync();
    }

    [Fact]
    public async Task Opening_never_runs_the_handler_on_the_openers_thread()
    {
        await using var bus = NewBus(new QueueOptions());
        using var opened = new ManualResetEventSlim();
        bus.Serve(Contract, (_, _) =>
        {
            // Inline, this would wait for itself.
            opened.Wait(Gate.Limit, CancellationToken.None).ShouldBeTrue();
            return Task.CompletedTask;
        });

        await using var call = await OpenAsync(bus, "");
        opened.Set();

        (await EndAsync(call)).ShouldBeNull();
    }

    [Fact]
    public async Task The_openers_context_does_not_flow_into_the_handler()
    {
        var local = new AsyncLocal<string?> { Value = "the opener's" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bus = NewBus(new QueueOptions());
        bus.Serve(Contract, (_, _) =>
        {
            seen.SetResult(local.Value);
            return Task.CompletedTask;
        });

        await using var call = await OpenAsync(bus, "");

        (await seen.Task.WaitAsync(Gate.Limit)).ShouldBeNull();
    }

    [Fact]
    public async Task The_rate_is_per_second_over_ten_seconds()
    {
        await using var bus = NewBus(new QueueOptions());
        bus.Serve(Contract, static (_, _) => Task.CompletedTask);

        for (var i = 0; i < 25; i++)
            await EndAsync(await OpenAsync(bus, ""));

        StatusOf(bus).ProcessingRate.ShouldBe(2.5);
        _clock.Advance(9 * Second);
        StatusOf(bus).ProcessingRate.ShouldBe(2.5);
        _clock.Advance(Second);
        StatusOf(bus).ProcessingRate.ShouldBe(0);
        bus.GetStatus().Uptime.ShouldBe(10 * Second);
    }

    [Fact]
    public async Task The_oldest_age_is_that_of_the_longest_waiting_message()
    {
        await using var bus = NewBus(new QueueOptions { Concurrency = 1 });
        bus.Serve(Contract, static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        await using var handled = await OpenAsync(bus, "");
        _clock.Advance(3 * Second);
        StatusOf(bus).OldestAge.ShouldBe(TimeSpan.Zero);

        await using var oldest = await OpenAsync(bus, "");
        _clock.Advance(2 * Second);
        await using var newer = await OpenAsync(bus, "");
        _clock.Advance(Second);

        var status = StatusOf(bus);
        (status.Length, status.InFlight, status.OldestAge).ShouldBe((2, 1, 3 * Second));
        await oldest.DisposeAsync();
        StatusOf(bus).OldestAge.ShouldBe(Second);
    }

    [Fact]
    public async Task Latency_is_open_to_end_and_the_facts_tell_it_too()
    {
        await using var bus = NewBus(new QueueOptions { Concurrency = 1 });
        var gates = new Dictionary<string, Gate> { ["1"] = new(), ["2"] = new() };
        bus.Serve(Contract, (call, token) => gates[call.Request].Opened.WaitAsync(token));
        await using var first = await OpenAsync(bus, "1");
        await using var second = await OpenAsync(bus, "2");
        StatusOf(bus).Latency.ShouldBe(new LatencyPercentiles(null, null, null));

        _clock.Advance(Second);
        gates["1"].Open();
        await EndAsync(first);
        _clock.Advance(2 * Second);
        gates["2"].Open();
        await EndAsync(second);

        StatusOf(bus).Latency.ShouldBe(new LatencyPercentiles(1000, 3000, 3000));
        _events.Of<CallCompleted>().Select(@event => (@event.Duration, @event.QueueWait))
            .ShouldBe([(Second, TimeSpan.Zero), (3 * Second, Second)]);
    }

    [Fact]
    public async Task Recent_failures_are_the_newest_fifty_without_what_callers_left()
    {
        await using var bus = NewBus(new QueueOptions());
        bus.Serve(Contract, static (call, token) => call.Request == "hang"
            ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)
            : throw new CallFailedException(call.Message.Type, FailureKind.Unavailable, call.Request));
        for (var i = 0; i < 60; i++)
            await EndAsync(await OpenAsync(bus, $"failure {i}"));
        await (await OpenAsync(bus, "hang")).DisposeAsync();

        bus.GetStatus().RecentFailures.Select(failure => failure.Error)
            .ShouldBe(Enumerable.Range(10, 50).Reverse().Select(i => $"failure {i}"));
        var status = StatusOf(bus);
        (status.Failed, status.Cancelled).ShouldBe((60, 1));
    }

    [Fact]
    public async Task What_a_handler_throws_after_the_end_is_told()
    {
        var started = new Gate();
        await using var bus = NewBus(new QueueOptions());
        bus.Serve(Contract, async (_, token) =>
        {
            started.Open();
            await using var callback = token.Register(static () => throw new InvalidOperationException("in a callback"));
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("broke off");
            }
        });
        var call = await OpenAsync(bus, "");
        await started.Opened;
        await call.DisposeAsync();

        _events.Of<CallFaultedLate>().Select(@event => (@event.Error, @event.Text)).ShouldContain(("InvalidOperationException", "broke off"));
        _events.Of<CallFailed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_ends_once_though_deadline_and_caller_race()
    {
        var options = new QueueOptions();
        await using var bus = NewBus(options);
        bus.Serve(Contract, static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        for (var i = 0; i < 100; i++)
        {
            var call = await OpenAsync(bus, "");
            await Task.WhenAll(Task.Run(() => _clock.Advance(options.CallTimeout)), Task.Run(async () => await call.DisposeAsync()))
                .WaitAsync(Gate.Limit);
            // A caller that came second has still waited for the handler.
            await call.DisposeAsync();
        }

        var status = StatusOf(bus);
        (status.Failed + status.Cancelled).ShouldBe(100);
        (_events.Of<CallFailed>().Count, _events.Of<CallCancelled>().Count).ShouldBe(((int)status.Failed, (int)status.Cancelled));
        status.InFlight.ShouldBe(0);
    }

    [Fact]
    public void Bounds_out_of_range_are_refused_and_change_nothing()
    {
        Should.Throw<ValidationException>(() => NewBus(new QueueOptions { Capacity = 0 }));
        var bus = NewBus(new QueueOptions { Capacity = 7 });
        Should.Throw<ValidationException>(() => bus.Apply(ServiceType.Llm, new QueueOptions { Concurrency = 0 }));
        StatusOf(bus).Capacity.ShouldBe(7);
    }

    [Fact]
    public void The_status_names_every_service_in_order()
    {
        var status = new InMemoryEventBus(new Dictionary<ServiceType, QueueOptions>(), _clock, _events).GetStatus();
        status.Transport.ShouldBe("memory");
        status.Queues.Select(queue => queue.Type).ShouldBe(Enum.GetValues<ServiceType>());
        status.Queues.ShouldAllBe(queue => queue.Capacity == 100);
    }

    private InMemoryEventBus NewBus(QueueOptions options) =>
        new(new Dictionary<ServiceType, QueueOptions> { [ServiceType.Llm] = options }, _clock, _events);

    private static QueueStatus StatusOf(InMemoryEventBus bus) =>
        bus.GetStatus().Queues.Single(queue => queue.Type == ServiceType.Llm);

    private static async Task<IServiceCall<NoInput, int>> OpenAsync(InMemoryEventBus bus, string request) =>
        await bus.OpenAsync(Contract, request, Context, CancellationToken.None);

    /// <summary>Reads to the end.</summary>
    /// <returns>What the call failed with, or null.</returns>
    private static async Task<CallFailedException?> EndAsync(IServiceCall<NoInput, int> call)
    {
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in call.Replies(CancellationToken.None))
            {
            }
        });
        return await Record.ExceptionAsync(() => reading.WaitAsync(Gate.Limit)) switch
        {
            null => null,
            CallFailedException failure => failure,
            var other => throw other,
        };
    }
}
