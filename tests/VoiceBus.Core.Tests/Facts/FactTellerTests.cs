using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Facts;

namespace VoiceBus.Core.Tests.Facts;

public sealed class FactTellerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Every_listener_hears_every_fact_in_order_with_its_time_also_when_another_throws()
    {
        var heard = new List<(Fact, DateTimeOffset)>();
        await using (var teller = Teller(new Listener((_, _) => throw new InvalidOperationException()), new Listener((f, at) => heard.Add((f, at)))))
        {
            teller.Tell(new CircuitClosed("asr", "a"));
            _time.Advance(TimeSpan.FromSeconds(1));
            teller.Tell(new CircuitClosed("asr", "b"));
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
        var teller = Teller(new Listener((fact, _) =>
        {
            entered.TrySetResult();
            stuck.Wait();
            heard.Add(((CircuitOpened)fact).BreakSeconds);
        }));
        teller.Tell(new CircuitOpened("asr", "a", -1));
        await entered.Task;

        for (var i = 0; i < FactTeller.Capacity + 10; i++)
            teller.Tell(new CircuitOpened("asr", "a", i));
        teller.Dropped.ShouldBe(10);
        stuck.Set();
        await teller.DisposeAsync();

        heard.Count.ShouldBe(FactTeller.Capacity + 1);
        (heard[1], heard[^1]).ShouldBe((10, FactTeller.Capacity + 9));
    }

    [Fact]
    public async Task Who_floods_the_server_with_refusals_washes_away_nobody_elses_facts()
    {
        using var stuck = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var heard = new List<Fact>();
        var teller = Teller(new Listener((fact, _) =>
        {
            entered.TrySetResult();
            stuck.Wait();
            heard.Add(fact);
        }));
        teller.Tell(new CircuitClosed("asr", "first"));
        await entered.Task;
        for (var i = 0; i < FactTeller.Capacity * 2; i++)
            teller.Tell(new DeviceMessageIgnored("s", "nonsense"));
        for (var i = 0; i < 100; i++)
            teller.Tell(new CircuitClosed("asr", "b"));
        stuck.Set();
        await teller.DisposeAsync();

        heard.OfType<CircuitClosed>().Count().ShouldBe(101);
        teller.Dropped.ShouldBeGreaterThan(FactTeller.Capacity);
    }

    [Fact]
    public async Task A_listener_can_join_and_leave_live()
    {
        var heard = new List<Fact>();
        var all = new Signal();
        await using var teller = Teller(new Listener((_, _) => all.Set()));
        using (teller.Listen(new Listener((fact, _) => heard.Add(fact))))
        {
            teller.Tell(new CircuitClosed("asr", "heard"));
            await all.NextAsync();
            await Eventually(() => heard.Count == 1);
        }
        teller.Tell(new CircuitClosed("asr", "unheard"));
        await teller.DisposeAsync();

        heard.ShouldBe([new CircuitClosed("asr", "heard")]);
    }

    [Fact]
    public async Task After_disposal_facts_are_ignored()
    {
        var teller = Teller();
        await teller.DisposeAsync();

        Should.NotThrow(() => teller.Tell(new CircuitClosed("asr", "late")));
    }

    private static Task Eventually(Func<bool> condition) => Testing.Providers.Eventually.TrueAsync(condition);

    private FactTeller Teller(params IFactListener[] listeners) => new(_time, listeners, NullLogger.Instance);

    private sealed class Listener(Action<Fact, DateTimeOffset> hear) : IFactListener
    {
        public void Hear(Fact fact, DateTimeOffset at) => hear(fact, at);
    }

    private sealed class Signal
    {
        private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Set() => _set.TrySetResult();

        public Task NextAsync() => _set.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
