using System.Text.Json;
using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Device;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Cluster.Tests;

/// <summary>What an operator changes at one node is in force at all of them.</summary>
[Collection(ChaosCollection.Name)]
public sealed class ConfigurationTests(SharedBroker shared)
{
    private const string Key = "sk-of-the-shop-0815";
    private const string Path = "/api/config/decoupling";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(170);

    [Fact]
    public async Task A_model_switched_at_a_gateway_answers_from_the_workers_those_there_and_those_to_come()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await using var vendor = await FakeOpenAiServer.StartAsync();
        await using var cluster = await LocalCluster.StartAsync(2, 1, deadline.Token, scripted: false, broker: shared.Broker);
        await cluster.SettledAsync(deadline.Token);
        await using var device = await Talking.ConnectAsync(cluster.Gateways[1].Socket, "02:00:00:00:0b:01", deadline.Token);

        (await cluster.Gateways[0].PatchAsync(
            Path,
            $$$"""{"services":{"llm":{"providers":[{"name":"shop","type":"openai","url":"{{{vendor.Url}}}","key":"{{{Key}}}"}, {"name":"assistant","type":"built-in"}]}} }""",
            deadline.Token)).ShouldBe(200);
        var change = await AgreedAsync(cluster, deadline.Token);

        await ShouldAnswerAsync(device, vendor, deadline.Token);
        var before = cluster.Workers[0];
        await before.KillAsync();
        var restarted = await cluster.StartAsync("worker", [], before.Data, deadline.Token);
        (await restarted.GetAsync(Path, deadline.Token)).ToString().ShouldContain("\"shop\"", customMessage: "it had kept it");
        await ShouldAnswerAsync(device, vendor, deadline.Token);
        await cluster.StartAsync("worker", deadline.Token);
        (await AgreedAsync(cluster, deadline.Token)).ShouldBe(change);

        foreach (var node in cluster.Gateways.Concat(cluster.Workers))
        {
            string.Join('\n', node.Said).ShouldNotContain(Key);
            foreach (var path in new[] { Path, $"{Path}/history", "/api/event-bus/status", "/api/services/health" })
                (await node.GetAsync(path, deadline.Token)).ToString().ShouldNotContain(Key);
        }
    }

    [Fact]
    public async Task Operators_at_two_gateways_at_the_same_moment_end_with_one_document_on_all_nodes()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await using var cluster = await LocalCluster.StartAsync(2, 2, deadline.Token, broker: shared.Broker);
        await cluster.SettledAsync(deadline.Token);
        var seen = new HashSet<string>();
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(cluster.Gateways.Select((gateway, at) =>
                gateway.PatchAsync(Path, $$$"""{"turn":{"prompt":"round {{{round}}} of gateway {{{at}}}"}}""", deadline.Token)));
            answers.ShouldAllBe(static status => status == 200);

            seen.Add(await AgreedAsync(cluster, deadline.Token)).ShouldBeTrue();

            var documents = await Task.WhenAll(cluster.Gateways.Concat(cluster.Workers).Select(node => node.GetAsync(Path, deadline.Token)));
            documents.Select(static document => document.ToString()).Distinct().ShouldHaveSingleItem().ShouldContain($"round {round} of gateway");
        }
    }

    [Fact]
    public async Task What_a_worker_was_given_stays_and_what_does_not_fit_it_is_told_to_everybody()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await using var cluster = await LocalCluster.StartAsync(2, 1, deadline.Token, broker: shared.Broker);
        var gateway = cluster.Gateways[0];
        var own = await cluster.StartAsync(
            "worker", [new("VOICEBUS_LLM_URL", "http://127.0.0.1:9/v1"), new("VoiceBus__Conversation__Listening__MaxEndSilence", "00:00:01")], null, deadline.Token);
        await cluster.SettledAsync(deadline.Token);

        (await gateway.PatchAsync(Path, """{"turn":{"prompt":"ours"}}""", deadline.Token)).ShouldBe(200);
        await AgreedAsync(cluster, deadline.Token);
        var document = await own.GetAsync(Path, deadline.Token);
        document.GetProperty("turn").GetProperty("prompt").GetString().ShouldBe("ours");
        document.GetProperty("services").GetProperty("llm").GetProperty("providers")[0].GetProperty("options").GetProperty("url").GetString().ShouldBe("http://127.0.0.1:9/v1");
        (await gateway.GetAsync(Path, deadline.Token)).ToString().ShouldNotContain("127.0.0.1:9");

        (await gateway.PatchAsync(Path, """{"turn":{"end_silence_ms":2000,"max_end_silence_ms":3000}}""", deadline.Token)).ShouldBe(200);

        var told = (string)await Condition.FoundAsync<object>(
            async token => (await ConfigurationsAsync(cluster.Gateways[1], token)).Select(static one => Text(one, "problem")).FirstOrDefault(static problem => problem is not null), deadline.Token);
        told.ShouldContain("turn.end_silence_ms must be at most max_end_silence_ms");
        (await own.GetAsync(Path, deadline.Token)).GetProperty("turn").GetProperty("end_silence_ms").GetInt32().ShouldNotBe(2000);
    }

    private static async Task ShouldAnswerAsync(DeviceClient device, FakeOpenAiServer vendor, CancellationToken cancellationToken)
    {
        await device.DetectAsync("who are you", cancellationToken);
        var asked = await vendor.NextRequestAsync(cancellationToken);
        asked.Headers["Authorization"].ShouldBe($"Bearer {Key}");
        (await device.ListenAsync(cancellationToken)).Sentences.Select(static one => one.Text).ShouldBe(["Hello from the fake vendor."]);
    }

    /// <summary>Waits until every node says of every node that it follows the same change, and returns that.</summary>
    private static async Task<string> AgreedAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        var nodes = cluster.Gateways.Concat(cluster.Workers).ToArray();
        return await Condition.FoundAsync(
            async token =>
            {
                var told = await Task.WhenAll(nodes.Select(node => ConfigurationsAsync(node, token)));
                var changes = told.SelectMany(static one => one).Select(static one => Text(one, "change")).Distinct().ToArray();
                return told.All(one => one.Length == nodes.Length) && changes.Length == 1 ? changes[0] : null;
            },
            cancellationToken);
    }

    private static async Task<JsonElement[]> ConfigurationsAsync(NodeProcess node, CancellationToken cancellationToken) =>
        [.. (await node.GetAsync("/api/event-bus/status", cancellationToken)).GetProperty("nodes").EnumerateArray().Select(static one => one.GetProperty("configuration"))];

    private static string? Text(JsonElement configuration, string name) =>
        configuration.TryGetProperty(name, out var value) ? value.GetString() : null;
}
