using System.Diagnostics;
using Shouldly;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using Xunit;

namespace VoiceBus.Testing.Bus;

public abstract partial class EventBusContract
{
    [Fact]
    public async Task A_handler_that_returns_ends_the_call_completed_after_its_last_reply()
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, static async (call, token) =>
        {
            for (var i = 0; i < 3; i++)
                await call.ReplyAsync(Numbered.Packet(i), token);
        });
        await using var call = await OpenTtsAsync(rig);

        (await ReadAsync(call).WaitAsync(Gate.Limit)).ShouldBe([0, 1, 2]);

        call.Message.Status.ShouldBe(MessageStatus.Completed);
        var status = rig.StatusOf(ServiceType.Tts);
        (status.Completed, status.Failed, status.Cancelled, status.InFlight, status.Length).ShouldBe((1, 0, 0, 0, 0));
        var @event = Events.Of<CallCompleted>().ShouldHaveSingleItem();
        (@event.Service, @event.CallId, @event.SessionId, @event.TurnId).ShouldBe(("tts", call.Message.CallId, "session-1", "turn-1"));
    }

    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.BadResponse)]
    public async Task A_handlers_failure_reaches_the_caller_after_the_replies_before_it(FailureKind kind)
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, async (call, token) =>
        {
            await call.ReplyAsync(Numbered.Packet(7), token);
            throw new CallFailedException(ServiceType.Tts, kind, "as told");
        });
        await using var call = await OpenTtsAsync(rig);

        var (replies, failure) = await ReadToFailureAsync(call);

        replies.ShouldBe([7]);
        (failure.Kind, failure.Message).ShouldBe((kind, "as told"));
        call.Message.Status.ShouldBe(MessageStatus.Failed);
        var @event = Events.Of<CallFailed>().ShouldHaveSingleItem();
        (@event.Kind, @event.Error).ShouldBe((kind.ToString(), "as told"));
        var recent = rig.Caller.GetStatus().RecentFailures.ShouldHaveSingleItem();
        (recent.Id, recent.Error, recent.SessionId).ShouldBe((call.Message.Id, "as told", "session-1"));
    }

    [Fact]
    public async Task A_defect_in_a_handler_is_an_internal_failure_and_harms_no_other_call()
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, static (call, _) => call.Request.Text == "broken"
            ? throw new InvalidCastException("a defect")
            : Task.CompletedTask);
        await using var broken = await OpenTtsAsync(rig, "broken");

        var (_, failure) = await ReadToFailureAsync(broken);
        (failure.Kind, failure.Message).ShouldBe((FailureKind.Internal, "The tts handler threw InvalidCastException."));

        await using var next = await OpenTtsAsync(rig);
        (await ReadAsync(next).WaitAsync(Gate.Limit)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancellation_nobody_asked_for_is_an_internal_failure()
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, static (_, _) => throw new OperationCanceledException());
        await using var call = await OpenTtsAsync(rig);

        var (_, failure) = await ReadToFailureAsync(call);

        failure.Kind.ShouldBe(FailureKind.Internal);
        var status = rig.StatusOf(ServiceType.Tts);
        (status.Failed, status.Cancelled).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_call_that_lasts_too_long_times_out()
    {
        await using var rig = await StartAsync(Options);
        var (replied, returned) = (new Gate(), new Gate());
        ServeTts(rig, async (call, token) =>
        {
            await call.ReplyAsync(Numbered.Packet(1), token);
            replied.Open();
            try
            {
                await UntilCancelled(token);
            }
            finally
            {
                returned.Open();
            }
        });
        await using var call = await OpenTtsAsync(rig);
        await replied.Opened;
        // Over a wire the reply is under way for a while; what has arrived before the end stays readable.
        await using var replies = call.Replies(None).GetAsyncEnumerator();
        (await replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit)).ShouldBeTrue();
        Numbered.Take(replies.Current).ShouldBe(1);

        Clock.Advance(Options.CallTimeout - TimeSpan.FromMilliseconds(1));
        call.Message.Status.ShouldBe(MessageStatus.Processing);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var failure = await Should.ThrowAsync<CallFailedException>(replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit));
        failure.Kind.ShouldBe(FailureKind.Timeout);
        await returned.Opened;
        var status = rig.StatusOf(ServiceType.Tts);
        (status.Failed, status.Cancelled).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_call_that_times_out_while_it_waits_never_runs()
    {
        await using var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        Clock.Advance(Narrow.CallTimeout / 2);
        // Started in time, so that only the waiting call is too late at the end.
        rig.Apply(ServiceType.Tts, Narrow with { CallTimeout = TimeSpan.FromSeconds(1) });
        await using var waiting = await OpenTtsAsync(rig, "late");

        Clock.Advance(TimeSpan.FromSeconds(1));

        var (_, failure) = await ReadToFailureAsync(waiting);
        failure.Kind.ShouldBe(FailureKind.Timeout);
        rig.StatusOf(ServiceType.Tts).Length.ShouldBe(0);
        desk.Finish("1");
        await ReadAsync(handled).WaitAsync(Gate.Limit);
        desk.Started.ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_service_nobody_serves_is_unavailable()
    {
        await using var rig = await StartAsync(Options);
        var failure = await Should.ThrowAsync<CallFailedException>(OpenTtsAsync(rig));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("tts");
    }

    [Fact]
    public async Task A_service_is_served_once()
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, static (_, _) => Task.CompletedTask);
        Should.Throw<InvalidOperationException>(() => ServeTts(rig, static (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task Sending_after_the_end_of_the_input_is_a_defect_of_the_caller()
    {
        await using var rig = await StartAsync(Options);
        var ended = new Gate();
        ServeAsr(rig, async (call, token) =>
        {
            await foreach (var packet in call.Inputs(token))
                Numbered.Take(packet);
            ended.Open();
            await UntilCancelled(token);
        });
        await using var call = await OpenAsrAsync(rig);
        await call.SendAsync(Numbered.Packet(1), None);
        await call.CompleteInputAsync(None);
        await ended.Opened;

        await Should.ThrowAsync<InvalidOperationException>(call.SendAsync(Numbered.Packet(2), None).AsTask());
    }

    [Fact]
    public async Task A_stream_is_read_once()
    {
        await using var rig = await StartAsync(Options);
        ServeTts(rig, static (_, _) => Task.CompletedTask);
        await using var call = await OpenTtsAsync(rig);
        await ReadAsync(call).WaitAsync(Gate.Limit);

        await Should.ThrowAsync<InvalidOperationException>(ReadAsync(call));
    }

    [Fact]
    public async Task A_bus_that_stops_ends_its_calls_and_takes_no_more()
    {
        var rig = await StartAsync(Narrow);
        var desk = new Desk(rig);
        await using var handled = await desk.OpenHandledAsync();
        await using var waiting = await OpenTtsAsync(rig, "waiting");

        await rig.DisposeAsync().AsTask().WaitAsync(Gate.Limit);

        (await ReadToFailureAsync(handled)).Failure.Kind.ShouldBe(FailureKind.Unavailable);
        (await ReadToFailureAsync(waiting)).Failure.Kind.ShouldBe(FailureKind.Unavailable);
        desk.Started.ShouldBe(["1"]);
        (await Should.ThrowAsync<CallFailedException>(OpenTtsAsync(rig))).Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task The_handlers_span_is_a_child_of_the_callers()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BusTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var rig = await StartAsync(Options);
        var seen = new TaskCompletionSource<(string?, string?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        ServeTts(rig, (_, _) =>
        {
            seen.SetResult((Activity.Current?.OperationName, Activity.Current?.ParentId));
            return Task.CompletedTask;
        });
        using var turn = new Activity("turn").SetIdFormat(ActivityIdFormat.W3C).Start();

        await using var call = await OpenTtsAsync(rig);

        (await seen.Task.WaitAsync(Gate.Limit)).ShouldBe(("tts", turn.Id));
        call.Message.TraceParent.ShouldBe(turn.Id);
    }

    private static async Task<(List<int> Replies, CallFailedException Failure)> ReadToFailureAsync(
        IServiceCall<NoInput, AudioPacket> call)
    {
        var replies = new List<int>();
        var failure = await Should.ThrowAsync<CallFailedException>(async () =>
        {
            await foreach (var packet in call.Replies(None))
                replies.Add(Numbered.Take(packet));
        }).WaitAsync(Gate.Limit);
        return (replies, failure);
    }
}
