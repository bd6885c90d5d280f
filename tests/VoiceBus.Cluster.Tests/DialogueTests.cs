using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Chaos.Nodes;
using VoiceBus.Device;
using VoiceBus.Testing.Databases;

namespace VoiceBus.Cluster.Tests;

/// <summary>What was said with a device outlives the gateway it was said to.</summary>
[Collection(ChaosCollection.Name)]
public sealed class DialogueTests(SharedBroker shared)
{
    private const string DeviceId = "02:00:00:00:0b:01";

    [Fact]
    public async Task A_device_whose_gateway_is_killed_goes_on_with_its_dialogue_at_another_one()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        await using var database = await PostgresCluster.StartNewAsync();
        Dictionary<string, string> settings = new() { ["VOICEBUS_DATABASE"] = await database.NewDatabaseAsync() };
        await using var cluster = await LocalCluster.StartAsync(2, 1, deadline.Token, settings: settings, broker: shared.Broker);
        var (dying, other) = (cluster.Gateways[0], cluster.Gateways[1]);
        await using var device = await Talking.ConnectAsync(dying.Socket, DeviceId, deadline.Token);
        (await device.AskAsync("the weather", deadline.Token)).IsWhole.ShouldBeTrue();
        // Written beside the turn: what the kill may not take is what another gateway can read.
        await Condition.TrueAsync(async token => await TurnsAsync(other, token) == 1, deadline.Token);
        await device.DetectAsync("something else", deadline.Token);
        await device.ReadUntilAsync(static received => received is AudioReceived, deadline.Token);

        await dying.KillAsync();

        (await device.Completion.WaitAsync(deadline.Token)).Reason.ShouldBe(DeviceEndReason.Lost);
        await using var again = await Talking.ConnectAsync(other.Socket, DeviceId, deadline.Token);
        (await again.AskAsync(Script.AskedBefore, deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole("the weather"));
    }

    [Fact]
    public async Task A_device_switched_off_at_one_gateway_is_let_go_by_another_and_taken_by_none()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        await using var database = await PostgresCluster.StartNewAsync();
        Dictionary<string, string> settings = new() { ["VOICEBUS_DATABASE"] = await database.NewDatabaseAsync() };
        await using var cluster = await LocalCluster.StartAsync(2, 1, deadline.Token, settings: settings, broker: shared.Broker);
        await cluster.SettledAsync(deadline.Token);
        await using var device = await Talking.ConnectAsync(cluster.Gateways[0].Socket, DeviceId, deadline.Token);
        // Who is being let in is looked up once more: by the end of a turn that is over, and only being told is left.
        (await device.AskAsync("the weather", deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole("the weather"));

        (await cluster.Gateways[1].PatchAsync($"/api/devices/{DeviceId}", """{"enabled":false}""", deadline.Token)).ShouldBe(200);

        (await device.Completion.WaitAsync(deadline.Token)).ToString().ShouldContain("switched off");
        foreach (var gateway in cluster.Gateways)
            (await Should.ThrowAsync<DeviceException>(Talking.ConnectAsync(gateway.Socket, DeviceId, deadline.Token))).Message.ShouldContain("401");
    }

    private static async Task<int> TurnsAsync(NodeProcess gateway, CancellationToken cancellationToken) =>
        (await gateway.GetAsync($"/api/devices/{DeviceId}/history", cancellationToken)).GetProperty("turns").GetArrayLength();
}
