using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Tests.Diagnostics;

public sealed class EventDispatcherTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Every_listener_hears_every_fact_in_order_with_its_time_also_when_another_throws()
    {
        var heard = new List<(DiagnosticEvent, DateTimeOffset)>();
        await using (var dispatcher = Teller(new Listener((_, _) => throw new InvalidOperationException()), new Listener((f, at) => heard.Add((f, at)))))
        {
            dispatcher.Emit(new CircuitClosed("asr", "a"));
            _time.Advance(TimeSpan.FromSeconds(1));
            dispatcher.Emit(new CircuitClosed("asr", "b"));
        }

        heard.ShouldBe([
            (new CircuitClosed("asr", "a"), _time.GetUtcNow() - TimeSpan.FromSeconds(1)),
            (new CircuitClosed("asr", "b"), _time.GetUtcNow()),
        ]);
    }

    [Fact]
    public async Task A_stuck_listener_costs_the_oldest_facts_which_are_counted_and_never_the_teller()
    {
        using var stuck = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var heard = new List<double>();
        var dispatcher = Teller(new Listener((@event, _) =>
        {
            entered.TrySetResult();
            stuck.Wait();
            heard.Add(((CircuitOpened)@event).BreakSeconds);
        }));
        dispatcher.Emit(new CircuitOpened("asr", "a", -1));
        await entered.Task;

        for (var i = 0; i < EventDispatcher.Capacity + 10; i++)
            dispatcher.Emit(new CircuitOpened("asr", "a", i));
        dispatcher.Dropped.ShouldBe(10);
        stuck.Set();
        await dispatcher.DisposeAsync();

        heard.Count.ShouldBe(EventDispatcher.Capacity + 1);
        (heard[1], heard[^1]).ShouldBe((10, EventDispatcher.Capacity + 9));
    }

    [Fact]
    public async Task Who_floods_the_server_with_refusals_washes_away_nobody_elses_facts()
    {
        using var stuck = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var heard = new List<DiagnosticEvent>();
        var dispatcher = Teller(new Listener((@event, _) =>
        {
            entered.TrySetResult();
            stuck.Wait();
            heard.Add(@event);
        }));
        dispatcher.Emit(new CircuitClosed("asr", "first"));
        await entered.Task;
        for (var i = 0; i < EventDispatcher.Capacity * 2; i++)
            dispatcher.Emit(new DeviceMessageIgnored("s", "nonsense"));
        for (var i = 0; i < 100; i++)
            dispatcher.Emit(new CircuitClosed("asr", "b"));
        stuck.Set();
        await dispatcher.DisposeAsync();

        heard.OfType<CircuitClosed>().Count().ShouldBe(101);
        dispatcher.Dropped.ShouldBeGreaterThan(EventDispatcher.Capacity);
    }

    [Fact]
    public async Task A_listener_can_join_and_leave_live()
    {
        var heard = new List<DiagnosticEvent>();
        var all = new Signal();
        await using var dispatcher = Teller(new Listener((_, _) => all.Set()));
        using (dispatcher.Observe(new Listener((@event, _) => heard.Add(@event))))
        {
            dispatcher.Emit(new CircuitClosed("asr", "heard"));
            await all.NextAsync();
            await Eventually(() => heard.Count == 1);
        }
        dispatcher.Emit(new CircuitClosed("asr", "unheard"));
        await dispatcher.DisposeAsync();

        heard.ShouldBe([new CircuitClosed("asr", "heard")]);
    }

    [Fact]
    public async Task After_disposal_facts_are_ignored()
    {
        var dispatcher = Teller();
        await dispatcher.DisposeAsync();

        Should.NotThrow(() => dispatcher.Emit(new CircuitClosed("asr", "late")));
    }

    private static Task Eventually(Func<bool> condition) => Testing.Providers.Eventually.TrueAsync(condition);

    private EventDispatcher Teller(params IEventObserver[] listeners) => new(_time, listeners, NullLogger.Instance);

    private sealed class Listener(Action<DiagnosticEvent, DateTimeOffset> hear) : IEventObserver
    {
        public void OnEvent(DiagnosticEvent @event, DateTimeOffset at) => hear(@event, at);
    }

    private sealed class Signal
    {
        private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Set() => _set.TrySetResult();

        public Task NextAsync() => _set.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
