using System.Threading.Channels;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Brokers;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>Several nodes, and what happens when one of them, or the broker, is not there.</summary>
[Collection(BrokerCollection.Name)]
public sealed class NodesTests(SharedBroker shared)
{
    private static readonly CallContext _context = new("session-1", "turn-1");

    [Fact]
    public async Task Workers_share_the_calls_by_their_free_slots()
    {
        var options = Options(shared.Broker.Url);
        var narrow = new QueueOptions { Concurrency = 1 };
        await using var gateway = TwoNodes.Node(options, narrow, TimeProvider.System, NullEventSink.Instance);
        await using var one = TwoNodes.Node(options, narrow, TimeProvider.System, NullEventSink.Instance);
        await using var other = TwoNodes.Node(options, narrow, TimeProvider.System, NullEventSink.Instance);
        var taken = Channel.CreateUnbounded<string>();
        var finish = new Dictionary<string, Gate> { ["one"] = new(), ["other"] = new() };
        foreach (var (name, node) in new[] { ("one", one), ("other", other) })
        {
            node.Serve(ServiceContracts.Tts, async (call, token) =>
            {
                taken.Writer.TryWrite(name);
                await finish[name].Opened.WaitAsync(token);
            });
            await node.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        }

        await using var first = await OpenAsync(gateway);
        await using var second = await OpenAsync(gateway);
        var takers = new[] { await NextAsync(taken), await NextAsync(taken) };
        await using var third = await OpenAsync(gateway);

        takers.Order().ShouldBe(["one", "other"]);
        third.Message.Status.ShouldBe(MessageStatus.Pending);
        finish["other"].Open();
        (await NextAsync(taken)).ShouldBe("other");
        finish["one"].Open();
        await ReadAsync(first);
        await ReadAsync(second);
        await ReadAsync(third);
    }

    [Fact]
    public async Task A_gateway_that_dies_takes_its_calls_with_it()
    {
        var options = Options(shared.Broker.Url);
        await using var line = new CuttableLine(shared.Broker.Url);
        await using var gateway = TwoNodes.Node(options with { Url = line.Url }, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        await using var worker = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        var (started, cancelled) = (new Gate(), new Gate());
        worker.Serve(ServiceContracts.Tts, async (_, token) =>
        {
            started.Open();
            await using var leaving = token.UnsafeRegister(_ => cancelled.Open(), null);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await worker.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        await gateway.Connected.WaitAsync(Gate.Limit);
        await using var call = await OpenAsync(gateway);
        await started.Opened;

        line.Cut();

        await cancelled.Opened;
        (await Should.ThrowAsync<CallFailedException>(ReadAsync(call))).Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task Without_any_worker_calls_fail_after_a_short_patience()
    {
        var options = Options(shared.Broker.Url) with { WorkerTimeout = TimeSpan.FromMilliseconds(200) };
        await using var gateway = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        var worker = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        worker.Serve(ServiceContracts.Tts, static (_, _) => Task.CompletedTask);
        await worker.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        await worker.DisposeAsync();
        await gateway.Connected.WaitAsync(Gate.Limit);

        await using var call = await OpenAsync(gateway);

        var failure = await Should.ThrowAsync<CallFailedException>(ReadAsync(call));
        (failure.Kind, failure.Service).ShouldBe((FailureKind.Unavailable, ServiceType.Tts));
        failure.Message.ShouldContain("No worker");
    }

    [Fact]
    public async Task A_broker_that_dies_fails_the_calls_typed_and_new_ones_work_when_it_is_back()
    {
        await using var broker = new RabbitMqBroker();
        await broker.StartAsync();
        var options = Options(broker.Url) with { ConnectTimeout = TimeSpan.FromMilliseconds(50), MaxBackOff = TimeSpan.FromMilliseconds(400) };
        var (gatewayEvents, workerEvents) = (new SignalledEvents(), new SignalledEvents());
        await using var gateway = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, gatewayEvents);
        await using var worker = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, workerEvents);
        var (started, cancelled) = (new Gate(), new Gate());
        worker.Serve(ServiceContracts.Tts, async (call, token) =>
        {
            if (call.Request.Text != "hold")
                return;
            started.Open();
            await using var leaving = token.UnsafeRegister(_ => cancelled.Open(), null);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await worker.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        await gatewayEvents.NextAsync<BrokerConnected>();
        await workerEvents.NextAsync<BrokerConnected>();
        await using var call = await OpenAsync(gateway, "hold");
        await started.Opened;

        await broker.KillAsync();

        (await Should.ThrowAsync<CallFailedException>(ReadAsync(call))).Kind.ShouldBe(FailureKind.Unavailable);
        await cancelled.Opened;
        await gatewayEvents.NextAsync<BrokerLost>();
        gateway.Problem.ShouldNotBeNull();
        (await Should.ThrowAsync<CallFailedException>(OpenAsync(gateway))).Kind.ShouldBe(FailureKind.Unavailable);

        await broker.StartAsync();
        await gatewayEvents.NextAsync<BrokerConnected>();
        await workerEvents.NextAsync<BrokerConnected>();
        await using var next = await OpenAsync(gateway);
        await ReadAsync(next);
        next.Message.Status.ShouldBe(MessageStatus.Completed);
        gateway.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_draining_worker_finishes_its_calls_and_takes_no_more()
    {
        var options = Options(shared.Broker.Url) with { WorkerTimeout = TimeSpan.FromMilliseconds(200) };
        await using var gateway = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        await using var worker = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        var (taken, finish) = (Channel.CreateBounded<bool>(10), new Gate());
        worker.Serve(ServiceContracts.Tts, async (_, token) =>
        {
            await taken.Writer.WriteAsync(true, token);
            await finish.Opened.WaitAsync(token);
        });
        await worker.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        await gateway.Connected.WaitAsync(Gate.Limit);
        var first = await OpenAsync(gateway);
        var calls = new List<(IServiceCall<NoInput, AudioPacket> Call, Task Reading)> { (first, ReadAsync(first)) };
        await taken.Reader.ReadAsync().AsTask().WaitAsync(Gate.Limit);

        var draining = worker.DrainAsync(CancellationToken.None);
        await using var refused = await OpenUntilRefusedAsync(gateway, taken.Reader, calls);
        draining.IsCompleted.ShouldBeFalse();
        finish.Open();
        await draining.WaitAsync(Gate.Limit);

        foreach (var (call, reading) in calls)
        {
            await reading;
            call.Message.Status.ShouldBe(MessageStatus.Completed);
            await call.DisposeAsync();
        }
    }

    // What was on its way when the draining began may still be taken, and must be finished then.
    private static async Task<IServiceCall<NoInput, AudioPacket>> OpenUntilRefusedAsync(
        RabbitMqEventBus gateway, ChannelReader<bool> taken, List<(IServiceCall<NoInput, AudioPacket>, Task)> calls)
    {
        while (true)
        {
            var call = await OpenAsync(gateway);
            using var over = new CancellationTokenSource();
            var next = taken.ReadAsync(over.Token).AsTask();
            var reading = ReadAsync(call);
            if (await Task.WhenAny(next, reading).WaitAsync(Gate.Limit) == reading)
            {
                (await Should.ThrowAsync<CallFailedException>(reading)).Kind.ShouldBe(FailureKind.Unavailable);
                await over.CancelAsync();
                return call;
            }
            calls.Count.ShouldBeLessThan(10);
            calls.Add((call, reading));
        }
    }

    private static RabbitMqOptions Options(Uri url) =>
        new() { Url = url, Prefix = TwoNodes.NewPrefix(), SweepInterval = TimeSpan.FromMilliseconds(100) };

    private static async Task<IServiceCall<NoInput, AudioPacket>> OpenAsync(RabbitMqEventBus bus, string text = "hello") =>
        await bus.OpenAsync(ServiceContracts.Tts, new SynthesisRequest(text), _context, CancellationToken.None).AsTask().WaitAsync(Gate.Limit);

    private static async Task<string> NextAsync(Channel<string> taken) =>
        await taken.Reader.ReadAsync().AsTask().WaitAsync(Gate.Limit);

    private static async Task ReadAsync(IServiceCall<NoInput, AudioPacket> call)
    {
        using var limit = new CancellationTokenSource(Gate.Limit);
        await foreach (var packet in call.Replies(limit.Token))
            packet.Dispose();
    }
}
