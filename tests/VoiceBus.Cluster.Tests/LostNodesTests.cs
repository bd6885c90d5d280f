using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Device;

namespace VoiceBus.Cluster.Tests;

/// <summary>The broker, or a gateway, is killed in the middle of a turn.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LostNodesTests(SharedCluster shared)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Without_its_broker_a_session_stays_is_told_and_goes_on_when_it_is_back()
    {
        using var deadline = new CancellationTokenSource(_limit);
        var gateway = _cluster.Gateways[0];
        await using var device = await Talking.ConnectAsync(gateway.Socket, "02:00:00:00:06:01", deadline.Token);
        (await device.AskAsync("the weather", deadline.Token)).IsWhole.ShouldBeTrue();
        _cluster.Hold("llm");
        await device.DetectAsync("the broker", deadline.Token);
        await _cluster.HeldAsync("llm", deadline.Token);

        await _cluster.Broker.KillAsync();

        var interrupted = await device.ListenAsync(deadline.Token);
        interrupted.IsWhole.ShouldBeFalse();
        interrupted.Sentences.ShouldNotBeEmpty("the device was told nothing");
        (await device.AskAsync("nobody there", deadline.Token)).Sentences.ShouldNotBeEmpty();
        var status = await gateway.GetAsync("/api/event-bus/status", deadline.Token);
        status.GetProperty("problem").GetString().ShouldNotBeNullOrEmpty();
        (await gateway.StatusOfAsync("/health/ready", deadline.Token)).ShouldBe(503);
        device.Completion.IsCompleted.ShouldBeFalse();

        await _cluster.Broker.StartAsync();
        foreach (var node in _cluster.Gateways.Concat(_cluster.Workers))
            await node.WaitReadyAsync(deadline.Token);
        var answer = await device.AskAsync("the broker again", deadline.Token);
        answer.Sentences.ShouldBe(HeardAnswer.Whole("the broker again"));
        await ShouldBeIdleAsync(deadline.Token);
    }

    [Fact]
    public async Task The_calls_of_a_dead_gateway_are_cancelled_and_its_device_goes_on_at_another_one()
    {
        using var deadline = new CancellationTokenSource(_limit);
        var dying = await _cluster.StartAsync("gateway", deadline.Token);
        await using var device = await Talking.ConnectAsync(dying.Socket, "02:00:00:00:06:02", deadline.Token);
        _cluster.Hold("tts");
        await device.DetectAsync("the gateway", deadline.Token);
        var worker = await _cluster.HeldAsync("tts", deadline.Token);
        (await InFlightAsync(worker, deadline.Token)).ShouldBeGreaterThan(0);
        var died = TimeProvider.System.GetTimestamp();

        await dying.KillAsync();

        (await device.Completion.WaitAsync(deadline.Token)).Reason.ShouldBe(DeviceEndReason.Lost);
        await Condition.TrueAsync(async token => await InFlightAsync(worker, token) == 0, deadline.Token);
        TimeProvider.System.GetElapsedTime(died).ShouldBeLessThan(TimeSpan.FromSeconds(60), "an orphan ran on until its own deadline of two minutes");
        await using var again = await Talking.ConnectAsync(_cluster.Gateways[0].Socket, "02:00:00:00:06:02", deadline.Token);
        (await again.AskAsync("the gateway", deadline.Token)).IsWhole.ShouldBeTrue();
    }

    private async Task ShouldBeIdleAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _cluster.Workers)
            await Condition.TrueAsync(async token => await InFlightAsync(worker, token) == 0, cancellationToken);
    }

    /// <summary>By the node's own figures.</summary>
    private static async Task<int> InFlightAsync(NodeProcess node, CancellationToken cancellationToken) =>
        (await node.GetAsync("/api/event-bus/status", cancellationToken)).GetProperty("nodes")[0].GetProperty("queues").EnumerateArray()
            .Sum(static queue => queue.GetProperty("in_flight").GetInt32());
}
