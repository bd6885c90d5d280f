using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Device;

namespace VoiceBus.Cluster.Tests;

/// <summary>A node is told to end while it works.</summary>
[Collection(ClusterCollection.Name)]
public sealed class DrainTests(SharedCluster shared)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(90);
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task A_gateway_finishes_its_turns_takes_no_more_and_says_good_bye()
    {
        using var deadline = new CancellationTokenSource(_limit);
        var ending = await _cluster.StartAsync("gateway", deadline.Token);
        await using var quiet = await Talking.ConnectAsync(ending.Socket, "02:00:00:00:08:01", deadline.Token);
        await using var talking = await Talking.ConnectAsync(ending.Socket, "02:00:00:00:08:02", deadline.Token);
        await talking.DetectAsync("leaving", deadline.Token);
        await talking.WaitForAsync<Protocol.ServerMessage.TtsStart>(deadline.Token);

        await ending.TerminateAsync();

        // Whoever is quiet goes at once; by then the gateway is known to end.
        var gone = await quiet.Completion.WaitAsync(deadline.Token);
        gone.Reason.ShouldBe(DeviceEndReason.ServerClosed, gone.Detail);
        (await ending.StatusOfAsync("/health/ready", deadline.Token)).ShouldBe(503);
        (await Should.ThrowAsync<DeviceException>(Talking.ConnectAsync(ending.Socket, "02:00:00:00:08:03", deadline.Token)))
            .Message.ShouldContain("503");
        talking.Completion.IsCompleted.ShouldBeFalse();

        var answer = await talking.ListenAsync(deadline.Token);
        answer.Sentences.ShouldBe(HeardAnswer.Whole("leaving"));
        var left = await talking.Completion.WaitAsync(deadline.Token);
        left.Reason.ShouldBe(DeviceEndReason.ServerClosed, left.Detail);
        (await ending.Exited.WaitAsync(deadline.Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_finishes_its_calls_and_takes_no_more()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await using var device = await Talking.ConnectAsync(_cluster.Gateways[0].Socket, "02:00:00:00:08:04", deadline.Token);
        await using var other = await Talking.ConnectAsync(_cluster.Gateways[1].Socket, "02:00:00:00:08:05", deadline.Token);
        _cluster.Hold("tts");
        await device.DetectAsync("the last word", deadline.Token);
        var ending = await _cluster.HeldAsync("tts", deadline.Token);
        await _cluster.StartAsync("worker", deadline.Token);

        await ending.TerminateAsync();

        await Condition.TrueAsync(async token => await ending.StatusOfAsync("/health/ready", token) == 503, deadline.Token);
        (await other.AskAsync("somebody else", deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole("somebody else"));
        ending.Exited.IsCompleted.ShouldBeFalse();
        _cluster.Release("tts");
        (await device.ListenAsync(deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole("the last word"));
        (await ending.Exited.WaitAsync(deadline.Token)).ShouldBe(0);
    }
}
