using System.Text.Json;
using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;

namespace VoiceBus.Cluster.Tests;

/// <summary>Any node shows the turns of all.</summary>
[Collection(ClusterCollection.Name)]
public sealed class TurnsTests(SharedCluster shared)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(90);
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Turns_of_all_gateways_are_found_at_any_node()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await _cluster.SettledAsync(deadline.Token);
        var (here, there) = (_cluster.Gateways[0], _cluster.Gateways[1]);
        var first = await AskAsync(here, "02:00:00:00:0c:01", deadline.Token);
        var second = await AskAsync(there, "02:00:00:00:0c:02", deadline.Token);

        foreach (var node in new[] { here, there, _cluster.Workers[0] })
        {
            var shown = await TurnsAsync(node, "", deadline.Token);
            shown.Select(Session).ShouldContain(first.Session);
            shown.Select(Session).ShouldContain(second.Session);
            shown.Select(static turn => turn.GetProperty("started_at").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
            (await TurnsAsync(node, "?limit=1", deadline.Token)).ShouldHaveSingleItem();
            foreach (var asked in new[] { first, second })
            {
                var turn = (await TurnsAsync(node, $"?session={asked.Session}", deadline.Token)).ShouldHaveSingleItem();
                turn.GetProperty("node").GetString().ShouldBe(asked.Node);
                (await TurnsAsync(node, $"?device={asked.Device.ToUpperInvariant()}", deadline.Token)).ShouldHaveSingleItem();
                var whole = await node.GetAsync($"/api/turns/{turn.GetProperty("id").GetString()}", deadline.Token);
                (Session(whole), whole.GetProperty("node").GetString()).ShouldBe((asked.Session, asked.Node));
                whole.GetProperty("marks").GetArrayLength().ShouldBeGreaterThan(0);
            }
            (await TurnsAsync(node, $"?failed=true&session={first.Session}", deadline.Token)).ShouldBeEmpty();
            (await node.StatusOfAsync("/api/turns/nobody", deadline.Token)).ShouldBe(404);
        }
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_named_and_not_waited_for()
    {
        using var deadline = new CancellationTokenSource(_limit);
        var dying = await _cluster.StartAsync("gateway", deadline.Token);
        await _cluster.SettledAsync(deadline.Token);
        var here = _cluster.Gateways[0];
        var stays = await AskAsync(here, "02:00:00:00:0c:03", deadline.Token);
        var goes = await AskAsync(dying, "02:00:00:00:0c:04", deadline.Token);

        await dying.KillAsync();
        var from = TimeProvider.System.GetTimestamp();
        var erasing = here.DeleteAsync("/api/devices/02:00:00:00:0c:04/history", deadline.Token);
        var answer = await here.GetAsync("/api/turns", deadline.Token);
        var erased = await erasing;

        erased.Status.ShouldBe(503, "somebody may still know it");
        erased.Body.ShouldContain(goes.Node);
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        answer.GetProperty("unanswered").EnumerateArray().Select(static node => node.GetString()).ShouldBe([goes.Node]);
        answer.GetProperty("turns").EnumerateArray().Select(Session).ShouldContain(stays.Session);
        await _cluster.SettledAsync(deadline.Token);
        (await here.GetAsync("/api/turns", deadline.Token)).TryGetProperty("unanswered", out _).ShouldBeFalse("it is forgotten by now");
    }

    private static async Task<(string Session, string Device, string Node)> AskAsync(NodeProcess gateway, string device, CancellationToken cancellationToken)
    {
        await using var talking = await Talking.ConnectAsync(gateway.Socket, device, cancellationToken);
        (await talking.AskAsync("the weather", cancellationToken)).IsWhole.ShouldBeTrue();
        var status = await gateway.GetAsync("/api/event-bus/status", cancellationToken);
        return (talking.SessionId!, device, status.GetProperty("nodes")[0].GetProperty("id").GetString()!);
    }

    private static async Task<JsonElement[]> TurnsAsync(NodeProcess node, string query, CancellationToken cancellationToken) =>
        [.. (await node.GetAsync($"/api/turns{query}", cancellationToken)).GetProperty("turns").EnumerateArray()];

    private static string Session(JsonElement turn) => turn.GetProperty("session_id").GetString()!;
}
