using Shouldly;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using Xunit;

namespace VoiceBus.Testing.Bus;

public abstract partial class EventBusContract
{
    [Fact]
    public async Task Opening_waits_while_the_queue_is_full_and_goes_on_in_order()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "2");

        var third = OpenTtsAsync(rig, "3");
        var fourth = OpenTtsAsync(rig, "4");
        third.IsCompleted.ShouldBeFalse();
        rig.StatusOf(ServiceType.Tts).Length.ShouldBe(1);

        desk.Finish("1");
        await using var thirdCall = await third.WaitAsync(Gate.Limit);
        fourth.IsCompleted.ShouldBeFalse();
        desk.Finish("2");
        await using var fourthCall = await fourth.WaitAsync(Gate.Limit);
        desk.Finish("3");
        desk.Finish("4");
        await ReadAsync(fourthCall).WaitAsync(Gate.Limit);

        desk.Started.ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task A_queue_that_stays_full_is_overloaded()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "2");

        var refused = OpenTtsAsync(rig, "3");
        await Clock.WaitForTimerAsync(Narrow.OpenTimeout);
        Clock.Advance(Narrow.OpenTimeout);

        var failure = await Should.ThrowAsync<CallFailedException>(refused.WaitAsync(Gate.Limit));
        failure.Kind.ShouldBe(FailureKind.Overloaded);
        failure.Service.ShouldBe(ServiceType.Tts);
        failure.Message.ShouldContain("tts");
        failure.Message.ShouldContain("1 message");
        Events.Of<Core.Diagnostics.CallRefused>().ShouldHaveSingleItem().Kind.ShouldBe("Overloaded");
        rig.StatusOf(ServiceType.Tts).Failed.ShouldBe(1);

        desk.Finish("1");
        desk.Finish("2");
        await ReadAsync(waiting).WaitAsync(Gate.Limit);
        desk.Started.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task More_capacity_admits_who_waits_at_once()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "2");
        var third = OpenTtsAsync(rig, "3");
        third.IsCompleted.ShouldBeFalse();

        rig.Apply(ServiceType.Tts, Narrow with { Capacity = 2 });

        await using var admitted = await third.WaitAsync(Gate.Limit);
        // Not because room was freed.
        handled.Message.Status.ShouldBe(MessageStatus.Processing);
        admitted.Message.Status.ShouldBe(MessageStatus.Pending);
        rig.StatusOf(ServiceType.Tts).Capacity.ShouldBe(2);
    }

    [Fact]
    public async Task More_concurrency_starts_who_waits_at_once()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "2");
        waiting.Message.Status.ShouldBe(MessageStatus.Pending);

        rig.Apply(ServiceType.Tts, Narrow with { Concurrency = 2 });

        desk.Finish("2");
        await ReadAsync(waiting).WaitAsync(Gate.Limit);
        handled.Message.Status.ShouldBe(MessageStatus.Processing);
    }

    [Fact]
    public async Task Opening_that_is_cancelled_leaves_no_trace_in_the_queue()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "2");
        using var cancel = new CancellationTokenSource();
        var left = rig.Caller.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("left"), Context, cancel.Token).AsTask();
        var next = OpenTtsAsync(rig, "4");

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left.WaitAsync(Gate.Limit));
        desk.Finish("1");
        await using var nextCall = await next.WaitAsync(Gate.Limit);
        desk.Finish("2");
        desk.Finish("4");
        await ReadAsync(nextCall).WaitAsync(Gate.Limit);

        desk.Started.ShouldBe(["1", "2", "4"]);
        rig.StatusOf(ServiceType.Tts).Cancelled.ShouldBe(1);
    }

    [Fact]
    public async Task A_sender_waits_while_its_handler_does_not_read()
    {
        await using var rig = await StartAsync(Options);
        var read = new Gate();
        ServeAsr(rig, async (call, token) =>
        {
            await read.Opened;
            await foreach (var packet in call.Inputs(token))
                await call.ReplyAsync(Numbered.Transcript(Numbered.Take(packet)), token);
        });
        await using var call = await OpenAsrAsync(rig);

        var (sent, waiting) = FillUntilWaiting(i => call.SendAsync(Numbered.Packet(i), None));
        sent.ShouldBeInRange(1, Options.StreamCapacity);
        read.Open();
        var reading = ReadAsync(call);
        await waiting.WaitAsync(Gate.Limit);
        await call.CompleteInputAsync(None);

        (await reading.WaitAsync(Gate.Limit)).ShouldBe(Enumerable.Range(0, sent + 1));
    }

    [Fact]
    public async Task A_handler_waits_while_its_caller_does_not_read()
    {
        await using var rig = await StartAsync(Options);
        var full = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ServeTts(rig, async (call, token) =>
        {
            var (sent, waiting) = FillUntilWaiting(i => call.ReplyAsync(Numbered.Packet(i), token));
            full.SetResult(sent);
            await waiting;
        });
        await using var call = await OpenTtsAsync(rig);

        var replied = await full.Task.WaitAsync(Gate.Limit);
        replied.ShouldBeInRange(1, Options.StreamCapacity);
        (await ReadAsync(call).WaitAsync(Gate.Limit)).ShouldBe(Enumerable.Range(0, replied + 1));
    }

    private static (int Sent, Task Waiting) FillUntilWaiting(Func<int, ValueTask> send)
    {
        for (var i = 0; i < 10 * Options.StreamCapacity; i++)
        {
            var sending = send(i);
            if (!sending.IsCompleted)
                return (i, sending.AsTask());
            sending.GetAwaiter().GetResult();
        }
        throw new InvalidOperationException("The stream is not bounded.");
    }

    /// <summary>A tts service whose calls end when the test says so, by their text.</summary>
    private sealed class Desk
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Gate> _finish = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _started = new();
        private readonly Gate _first = new();
        private readonly BusRig _rig;

        public Desk(BusRig rig)
        {
            _rig = rig;
            ServeTts(rig, async (call, token) =>
            {
                _started.Enqueue(call.Request.Text);
                _first.Open();
                await GateOf(call.Request.Text).Opened.WaitAsync(token);
            });
        }

        /// <summary>Texts of the handled calls in the order they were taken.</summary>
        public IEnumerable<string> Started => _started;

        /// <summary>Opens call "1" and returns when its handler runs.</summary>
        public async Task<IServiceCall<NoInput, AudioPacket>> OpenHandledAsync()
        {
            var call = await OpenTtsAsync(_rig, "1");
            await _first.Opened;
            return call;
        }

        public void Finish(string text) => GateOf(text).Open();

        private Gate GateOf(string text) => _finish.GetOrAdd(text, _ => new Gate());
    }
}
