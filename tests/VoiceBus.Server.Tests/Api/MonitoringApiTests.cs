using System.Text.Json;
using VoiceBus.Core.Bus;

namespace VoiceBus.Server.Tests.Api;

public sealed class MonitoringApiTests
{
    private static readonly DateTimeOffset _then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Bus_status_has_exactly_the_agreed_fields_and_the_sums_of_the_queues()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Drops.Add(7);
        rig.Drops.AddMalformed(3);
        rig.Bus.Status = new BusStatus("memory", TimeSpan.FromSeconds(61.5), [
            new QueueStatus(ServiceType.Asr, 3, 100, 2, 40, 1, 4, 1.5, TimeSpan.FromMilliseconds(20), new LatencyPercentiles(10, 20, 30)),
            new QueueStatus(ServiceType.Llm, 12, 100, 1, 9, 1, 0, 0.25, TimeSpan.Zero, new LatencyPercentiles(null, null, null)),
        ], [new FailedMessage("id-1", ServiceType.Llm, "s-1", _then, "late")]);

        var (status, type, body) = await rig.GetAsync("/api/event-bus/status");

        (status, type).ShouldBe((200, "application/json"));
        body.GetRawText().ShouldBe(
            """
            {"queue_length":15,"processing_rate":1.75,"error_count":2,"transport":"memory","uptime_seconds":61.5,
            "total_processed":55,"dropped_audio_frames":7,"queues":[
            {"type":"asr","length":3,"capacity":100,"in_flight":2,"processing_rate":1.5,"error_count":1,"oldest_age_ms":20,
            "latency_ms":{"p50":10,"p95":20,"p99":30}},
            {"type":"llm","length":12,"capacity":100,"in_flight":1,"processing_rate":0.25,"error_count":1,"oldest_age_ms":0,
            "latency_ms":{"p50":null,"p95":null,"p99":null}}],
            "recent_failures":[{"id":"id-1","type":"llm","session_id":"s-1","created_at":"2026-01-02T03:04:05+00:00","error":"late"}],
            "malformed_audio_frames":3}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Service_health_has_exactly_the_agreed_fields_and_moves_with_what_happens()
    {
        await using var rig = await ApiRig.StartAsync();
        var (_, _, before) = await rig.GetAsync("/api/services/health");
        before.GetProperty("services")[0].GetProperty("status").GetString().ShouldBe("warning");

        await rig.Prober.RunOnceAsync(CancellationToken.None);
        var (status, _, after) = await rig.GetAsync("/api/services/health");

        status.ShouldBe(200);
        Fields(after).ShouldBe(["services", "overall_status"]);
        after.GetProperty("overall_status").GetString().ShouldBe("healthy");
        var asr = after.GetProperty("services")[0];
        Fields(asr).ShouldBe([
            "name", "status", "latency", "type", "provider", "pool", "avg_latency", "error_rate", "circuit", "last_probe", "detail", "providers"]);
        Fields(asr.GetProperty("pool")).ShouldBe([
            "name", "min_size", "max_size", "current_size", "in_use", "waiting", "last_check", "quarantined"]);
        (Text(asr, "name"), Text(asr, "status"), Text(asr, "type"), Text(asr, "provider"), Text(asr, "circuit"))
            .ShouldBe(("asr", "healthy", "scripted", "ears", "closed"));
        asr.GetProperty("latency").GetDouble().ShouldBe(0, "the clock of the test stood still");
        asr.GetProperty("last_probe").GetDateTimeOffset().ShouldBe(rig.Time.GetUtcNow());

        rig.TtsScript.FailBeforeReply = new IOException("no sound");
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.Prober.RunOnceAsync(CancellationToken.None);
        var (_, _, broken) = await rig.GetAsync("/api/services/health");
        broken.GetProperty("overall_status").GetString().ShouldBe("unhealthy");
        Text(broken.GetProperty("services")[2], "detail").ShouldBe("voice: 50 % of recent calls failed (Unavailable: The connection to provider 'voice' broke (IOException).)");
    }

    [Fact]
    public async Task Readiness_names_what_is_missing_and_why()
    {
        await using var rig = await ApiRig.StartAsync();
        rig.TtsScript.FailBeforeReply = new IOException("no sound");
        await rig.Prober.RunOnceAsync(CancellationToken.None);

        var (status, _, body) = await rig.GetAsync("/health/ready");

        status.ShouldBe(503);
        Text(body, "status").ShouldBe("not_ready");
        body.GetProperty("checks").EnumerateArray().Select(c => (Text(c, "name"), c.GetProperty("ready").GetBoolean()))
            .ShouldBe([("asr", true), ("llm", true), ("tts", false)]);
        Text(body.GetProperty("checks")[2], "detail").ShouldBe("voice: 100 % of recent calls failed (Unavailable: The connection to provider 'voice' broke (IOException).)");

        rig.TtsScript.FailBeforeReply = null;
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        await rig.Prober.RunOnceAsync(CancellationToken.None);
        (await rig.GetAsync("/health/ready")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Liveness_asks_for_nothing_else()
    {
        await using var rig = await ApiRig.StartAsync();
        var (status, _, body) = await rig.GetAsync("/health/live");

        (status, Text(body, "status")).ShouldBe((200, "alive"));
    }

    [Theory]
    [InlineData("/api/nothing-here", 404)]
    [InlineData("/api/event-bus/status", 500)]
    public async Task Errors_are_problem_details_without_inner_matters(string path, int expected)
    {
        await using var rig = await ApiRig.StartAsync();
        rig.Bus.Fails = new InvalidOperationException("inner matters");

        var (status, type, body) = await rig.GetAsync(path);

        (status, type).ShouldBe((expected, "application/problem+json"));
        body.GetProperty("status").GetInt32().ShouldBe(expected);
        body.GetRawText().ShouldNotContain("inner matters");
    }

    [Fact]
    public async Task The_openapi_document_describes_every_route_and_field()
    {
        await using var rig = await ApiRig.StartAsync();
        var (status, _, body) = await rig.GetAsync("/openapi/v1.json");

        status.ShouldBe(200);
        var paths = body.GetProperty("paths");
        Fields(paths).ShouldBe(["/api/event-bus/status", "/api/services/health", "/health/live", "/health/ready"], ignoreOrder: true);
        foreach (var path in paths.EnumerateObject())
            path.Value.GetProperty("get").GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
        Fields(body.GetProperty("components").GetProperty("schemas").GetProperty("BusStatusDto").GetProperty("properties"))
            .ShouldBe([
                "queue_length", "processing_rate", "error_count", "transport", "uptime_seconds", "total_processed",
                "dropped_audio_frames", "queues", "recent_failures", "malformed_audio_frames", "problem", "nodes"], ignoreOrder: true);
        Fields(paths.GetProperty("/health/ready").GetProperty("get").GetProperty("responses")).ShouldBe(["200", "503"]);
    }

    private static string[] Fields(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
