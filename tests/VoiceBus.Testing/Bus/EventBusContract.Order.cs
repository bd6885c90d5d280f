using Shouldly;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using Xunit;

namespace VoiceBus.Testing.Bus;

public abstract partial class EventBusContract
{
    [Fact]
    public async Task Items_keep_their_order_both_ways()
    {
        const int count = 500;
        await using var rig = await StartAsync(Options);
        ServeAsr(rig, static async (call, token) =>
        {
            await foreach (var packet in call.Inputs(token))
                await call.ReplyAsync(Numbered.Transcript(Numbered.Take(packet)), token);
        });
        await using var call = await OpenAsrAsync(rig);

        var reading = ReadAsync(call);
        for (var i = 0; i < count; i++)
            await call.SendAsync(Numbered.Packet(i), None).AsTask().WaitAsync(Gate.Limit);
        await call.CompleteInputAsync(None);

        (await reading.WaitAsync(Gate.Limit)).ShouldBe(Enumerable.Range(0, count));
        call.Message.Status.ShouldBe(MessageStatus.Completed);
    }

    [Fact]
    public async Task The_request_and_its_context_arrive()
    {
        await using var rig = await StartAsync(Options);
        var seen = new TaskCompletionSource<(SynthesisRequest, string, string, MessageStatus)>();
        ServeTts(rig, (call, _) =>
        {
            seen.SetResult((call.Request, call.Message.SessionId, call.Message.TurnId, call.Message.Status));
            return Task.CompletedTask;
        });
        await using var call = await OpenTtsAsync(rig, "good morning");

        var (request, session, turn, status) = await seen.Task.WaitAsync(Gate.Limit);
        request.ShouldBe(new SynthesisRequest("good morning"));
        session.ShouldBe(Context.SessionId);
        turn.ShouldBe(Context.TurnId);
        status.ShouldBe(MessageStatus.Processing);
        call.Message.Type.ShouldBe(ServiceType.Tts);
        call.Message.CallId.ShouldBe(call.Message.Id);
    }

    [Fact]
    public async Task A_call_whose_handler_is_stuck_delays_no_other()
    {
        await using var rig = await StartAsync(Options);
        var stuck = new Gate();
        ServeTts(rig, async (call, token) =>
        {
            if (call.Request.Text == "stuck")
            {
                stuck.Open();
                await UntilCancelled(token);
            }
            await call.ReplyAsync(Numbered.Packet(1), token);
        });
        var blocked = await OpenTtsAsync(rig, "stuck");
        await stuck.Opened;

        await FinishFiftyAsync(rig);

        blocked.Message.Status.ShouldBe(MessageStatus.Processing);
        await blocked.DisposeAsync().AsTask().WaitAsync(Gate.Limit);
    }

    [Fact]
    public async Task A_call_whose_caller_does_not_read_delays_no_other()
    {
        await using var rig = await StartAsync(Options);
        var full = new Gate();
        ServeTts(rig, async (call, token) =>
        {
            for (var i = 0; call.Request.Text == "unread" && i < 10_000; i++)
            {
                var replying = call.ReplyAsync(Numbered.Packet(i), token);
                if (!replying.IsCompleted)
                    full.Open();
                await replying;
            }
            await call.ReplyAsync(Numbered.Packet(1), token);
        });
        var unread = await OpenTtsAsync(rig, "unread");
        await full.Opened;

        await FinishFiftyAsync(rig);

        unread.Message.Status.ShouldBe(MessageStatus.Processing);
        await unread.DisposeAsync().AsTask().WaitAsync(Gate.Limit);
    }

    private static async Task FinishFiftyAsync(BusRig rig)
    {
        var others = Enumerable.Range(0, 50).Select(async _ =>
        {
            await using var call = await OpenTtsAsync(rig);
            return await ReadAsync(call);
        });
        foreach (var replies in await Task.WhenAll(others).WaitAsync(Gate.Limit))
            replies.ShouldBe([1]);
    }
}
