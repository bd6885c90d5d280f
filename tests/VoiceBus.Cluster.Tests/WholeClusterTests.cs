using System.Text.Json;
using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Chaos.Nodes;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.Cluster.Tests;

/// <summary>Any gateway shows, and commands, the whole.</summary>
[Collection(ClusterCollection.Name)]
public sealed class WholeClusterTests(SharedCluster shared)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(90);
    private static readonly string[] _roles = ["gateway", "gateway", "worker", "worker"];
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Commands_reach_a_session_through_any_gateway()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await _cluster.SettledAsync(deadline.Token);
        var (here, there) = (_cluster.Gateways[0], _cluster.Gateways[1]);
        await using var device = await Talking.ConnectAsync(here.Socket, "02:00:00:00:07:01", deadline.Token);
        var route = $"/api/sessions/{device.SessionId}";

        var listed = (await there.GetAsync("/api/sessions", deadline.Token)).GetProperty("sessions").EnumerateArray()
            .Single(session => session.GetProperty("id").GetString() == device.SessionId);
        var shown = await there.GetAsync(route, deadline.Token);
        shown.GetProperty("device_id").GetString().ShouldBe("02:00:00:00:07:01");
        shown.GetProperty("node").GetString().ShouldBe(listed.GetProperty("node").GetString());

        // Its speech is held in the middle: only the interruption can end it.
        _cluster.Hold("tts");
        (await there.PostAsync($"{route}/say", new { text = "The shop closes." }, deadline.Token)).ShouldBe(202);
        (await device.WaitForAsync<ServerMessage.SentenceStart>(deadline.Token)).Text.ShouldBe("The shop closes.");
        (await there.PostAsync($"{route}/interrupt", new { }, deadline.Token)).ShouldBe(202);
        (await device.ListenAsync(deadline.Token)).Sentences.ShouldBeEmpty("it spoke on");
        (await there.PostAsync($"{route}/close", new { reason = "maintenance" }, deadline.Token)).ShouldBe(202);
        (await device.Completion.WaitAsync(deadline.Token)).ToString().ShouldContain("maintenance");

        (await there.PostAsync("/api/sessions/nobody/interrupt", new { }, deadline.Token)).ShouldBe(404);
        (await there.StatusOfAsync("/api/sessions/nobody", deadline.Token)).ShouldBe(404);
    }

    [Fact]
    public async Task The_sessions_of_all_gateways_are_one_list_with_pages()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await _cluster.SettledAsync(deadline.Token);
        var devices = new List<DeviceClient>();
        for (var i = 0; i < 6; i++)
            devices.Add(await Talking.ConnectAsync(_cluster.Gateways[i % 2].Socket, $"02:00:00:00:0d:0{i}", deadline.Token));
        string[] newestFirst = [.. devices.Select(static device => device.SessionId!).Reverse()];

        foreach (var node in _cluster.Gateways.Append(_cluster.Workers[0]))
        {
            var shown = new List<string>();
            for (var offset = 0; offset < 6; offset += 2)
            {
                var page = await node.GetAsync($"/api/sessions?search=00:0D:0&limit=2&offset={offset}", deadline.Token);
                page.GetProperty("total").GetInt32().ShouldBe(6);
                shown.AddRange(page.GetProperty("sessions").EnumerateArray().Select(static session => session.GetProperty("id").GetString()!));
            }
            shown.ShouldBe(newestFirst);
        }
        foreach (var device in devices)
            await device.DisposeAsync();
    }

    [Fact]
    public async Task A_device_is_forgotten_wherever_its_session_is()
    {
        const string Erased = "02:00:00:00:0e:01";
        const string Other = "02:00:00:00:0e:02";
        using var deadline = new CancellationTokenSource(_limit);
        await _cluster.SettledAsync(deadline.Token);
        var (here, there) = (_cluster.Gateways[0], _cluster.Gateways[1]);
        await using var device = await Talking.ConnectAsync(here.Socket, Erased, deadline.Token);
        await using var other = await Talking.ConnectAsync(here.Socket, Other, deadline.Token);
        foreach (var talking in new[] { device, other })
            (await talking.AskAsync("the weather", deadline.Token)).IsWhole.ShouldBeTrue();
        foreach (var id in new[] { Erased, Other })
            await Condition.TrueAsync(async token => await KeptAsync(here, id, token) == 1, deadline.Token);

        (await there.DeleteAsync($"/api/devices/{Erased.ToUpperInvariant()}/history", deadline.Token)).Status.ShouldBe(200);

        // Each node of this cluster has a database of its own.
        (await KeptAsync(here, Erased, deadline.Token)).ShouldBe(0);
        (await device.AskAsync(Script.AskedBefore, deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole(Script.AskedBefore), "it remembers the weather");
        (await KeptAsync(here, Other, deadline.Token)).ShouldBe(1);
        (await other.AskAsync(Script.AskedBefore, deadline.Token)).Sentences.ShouldBe(HeardAnswer.Whole("the weather"));
    }

    [Fact]
    public async Task Every_node_shows_all_nodes_and_their_figures_added_up()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await _cluster.SettledAsync(deadline.Token);
        await using var device = await Talking.ConnectAsync(_cluster.Gateways[0].Socket, "02:00:00:00:07:02", deadline.Token);
        (await device.AskAsync("figures", deadline.Token)).IsWhole.ShouldBeTrue();

        foreach (var node in _cluster.Gateways.Concat(_cluster.Workers))
        {
            // Others tell their figures every two seconds, and whoever is busy is late with it.
            await Condition.TrueAsync(
                async token => await node.GetAsync("/api/event-bus/status", token) is var status && Opened(status, "tts") >= 3 && Roles(status).SequenceEqual(_roles), deadline.Token);
            await Condition.TrueAsync(
                async token => await node.GetAsync("/api/services/health", token) is var health
                    && health.GetProperty("overall_status").GetString() == "healthy" && Roles(health).SequenceEqual(_roles), deadline.Token);
            (await node.GetAsync("/api/services/health", deadline.Token)).GetProperty("services").EnumerateArray()
                .Select(static service => service.GetProperty("name").GetString()).ShouldBe(["asr", "llm", "tts", "mcp"]);
        }
    }

    [Fact]
    public async Task A_node_that_died_disappears_and_one_that_joins_appears()
    {
        using var deadline = new CancellationTokenSource(_limit);
        var worker = await _cluster.StartAsync("worker", deadline.Token);
        await _cluster.SettledAsync(deadline.Token);
        await worker.KillAsync();
        await _cluster.SettledAsync(deadline.Token);
    }

    private static async Task<int> KeptAsync(NodeProcess gateway, string deviceId, CancellationToken cancellationToken) =>
        (await gateway.GetAsync($"/api/devices/{deviceId}/history", cancellationToken)).GetProperty("turns").GetArrayLength();

    private static string[] Roles(JsonElement body) =>
        [.. body.GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("role").GetString()!).Order()];

    /// <summary>Calls of a service that gateways have seen through, as the figures of the whole show it.</summary>
    private static long Opened(JsonElement status, string service) =>
        status.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("type").GetString() == service)
            .GetProperty("latency_ms").GetProperty("p50").ValueKind == JsonValueKind.Number
            ? status.GetProperty("total_processed").GetInt64()
            : 0;
}
