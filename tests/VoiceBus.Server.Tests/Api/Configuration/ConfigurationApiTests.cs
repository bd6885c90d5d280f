using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Limits;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Api.Configuration;

public sealed class ConfigurationApiTests : IDisposable
{
    private const string Key = "sk-very-secret-4711";
    private readonly string _folder = ConfigRig.NewFolder();

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_document_has_the_agreed_shape_and_its_version_as_etag()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);

        var shown = await rig.GetAsync();

        (shown.Status, shown.ETag, shown.Type).ShouldBe((200, "\"1\"", "application/json"));
        Names(shown.Body).ShouldBe(["version", "bus", "services", "turn", "tools", "monitoring", "limits"]);
        shown.Body["limits"]!.ToJsonString().ShouldBe(
            """
            {"typed_text_length":2000,"text_messages_per_second":20,"message_bytes":1048576,"message_timeout_ms":10000,"unfinished_bytes":67108864,
            "thing_bytes":65536,"upgrades_per_second":20,"upgrade_wait_ms":5000,"ota_per_minute":10,"wrong_tokens_per_minute":10,"connections":null}
            """.ReplaceLineEndings(""));
        shown.Body["bus"]!.ToJsonString().ShouldStartWith(
            """{"transport":"memory","queues":{"asr":{"capacity":100,"concurrency":256,"stream_capacity":64,"open_timeout_ms":5000,"call_timeout_ms":300000,"cancel_timeout_ms":2000}""");
        shown.Body["services"]!["llm"]!.ToJsonString().ShouldBe(
            """
            {"enabled":true,"providers":[{"name":"assistant","type":"built-in","enabled":true,"weight":100,
            "pool":{"min_size":1,"max_size":256,"idle_timeout_ms":300000,"max_age_ms":21600000,"lease_timeout_ms":300000}}],
            "deadlines":{"first_reply_ms":15000,"stall_ms":5000,"whole_ms":60000,"lease_ms":5000,"grace_ms":1000},
            "hedge":{"enabled":false,"percentile":0.95,"min_delay_ms":300,"max_extra_load":0.1}}
            """.ReplaceLineEndings(""));
        Names(shown.Body["turn"]!).ShouldBe([
            "end_silence_ms", "max_end_silence_ms", "pause_ms", "min_voice_ms", "barge_in_voice_ms", "voice_threshold",
            "max_utterance_ms", "prompt", "voice", "language", "max_history", "idle_timeout_ms"]);
    }

    [Theory]
    [InlineData("PATCH", "application/merge-patch+json")]
    [InlineData("PATCH", "application/json")]
    [InlineData("POST", "application/json")]
    public async Task A_patch_is_in_force_at_once_everywhere(string method, string type)
    {
        await using var rig = await ConfigRig.StartAsync(_folder);

        var changed = await rig.SendAsync(new HttpMethod(method),
            """{"bus":{"queues":{"llm":{"capacity":7}}},"turn":{"voice":"low","end_silence_ms":300},"monitoring":{"llm_latency_ms":1}}""", type: type);

        (changed.Status, changed.ETag, changed.Body["version"]!.GetValue<int>()).ShouldBe((200, "\"2\"", 2));
        rig.Services.GetRequiredService<IEventBus>().GetStatus().Queues.Single(queue => queue.Type == ServiceType.Llm).Capacity.ShouldBe(7);
        var conversation = rig.Services.GetRequiredService<Func<ConversationOptions>>()();
        (conversation.Persona.Voice, conversation.Listening.EndSilence.TotalMilliseconds).ShouldBe(("low", 300));
        (await rig.GetAsync()).Body["turn"]!["voice"]!.GetValue<string>().ShouldBe("low");
    }

    [Fact]
    public async Task Put_replaces_the_whole_document()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        await rig.PatchAsync("""{"turn":{"voice":"low"}}""");
        var document = (await rig.GetAsync()).Body;
        document["turn"]!["max_history"] = 5;
        document["turn"]!.AsObject().Remove("voice");

        var put = await rig.SendAsync(HttpMethod.Put, document.ToJsonString());

        put.Status.ShouldBe(200);
        put.Body["turn"]!["max_history"]!.GetValue<int>().ShouldBe(5);
        put.Body["turn"]!["voice"].ShouldBeNull();
    }

    [Fact]
    public async Task A_bad_document_names_each_field_and_changes_nothing()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        var before = (await rig.GetAsync()).Body.ToJsonString();

        var refused = await rig.PatchAsync("""{"turn":{"voice":"low","max_history":-1},"services":{"llm":{"deadlines":{"first_reply_ms":99}}}}""");

        (refused.Status, refused.Type).ShouldBe((400, "application/problem+json"));
        refused.Body["errors"]!.ToJsonString().ShouldBe(
            """{"services.llm.deadlines.first_reply_ms":["must be 100 to 120000"],"turn.max_history":["must be 0 to 1000"]}""");
        (await rig.GetAsync()).Body.ToJsonString().ShouldBe(before);
        rig.Services.GetRequiredService<Func<ConversationOptions>>()().Persona.Voice.ShouldBeNull();
        File.Exists(Path.Combine(_folder, "decoupling.json")).ShouldBeFalse("nothing was kept");
        (await rig.GetAsync("/history")).Body.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("""{"turn":1,"turn":2}""", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{}", "text/plain", 415)]
    [InlineData("{}", "application/json", 200)]
    public async Task A_body_that_is_no_patch_is_refused(string body, string type, int status)
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        (await rig.SendAsync(HttpMethod.Post, body, type: type)).Status.ShouldBe(status);
        (await rig.SendAsync(HttpMethod.Post, $$$"""{"turn":{"prompt":"{{{new string('x', 300_000)}}}"}}""")).Status.ShouldBe(413);
        (await rig.GetAsync()).ETag.ShouldBe("\"1\"", "also a patch that changes nothing is no change");
    }

    [Fact]
    public async Task A_stale_etag_is_refused_and_of_two_at_once_one_wins()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        (await rig.PatchAsync("""{"turn":{"max_history":1}}""", "\"1\"")).Status.ShouldBe(200);
        foreach (var stale in new[] { "\"1\"", "W/\"2\"", "2", "nonsense" })
            (await rig.PatchAsync("""{"turn":{"max_history":2}}""", stale)).Status.ShouldBe(412, stale);
        (await rig.PatchAsync("""{"turn":{"max_history":2}}""", "\"7\", \"2\"")).Status.ShouldBe(200);
        (await rig.PatchAsync("""{"turn":{"max_history":3}}""", "*")).Status.ShouldBe(200);

        var rivals = await Task.WhenAll(Enumerable.Range(10, 8).Select(n => rig.PatchAsync($$$"""{"turn":{"max_history":{{{n}}}}}""", "\"4\"")));

        rivals.Select(answer => answer.Status).Order().ShouldBe([200, 412, 412, 412, 412, 412, 412, 412]);
        (await rig.GetAsync()).Body["turn"]!["max_history"]!.ToJsonString()
            .ShouldBe(rivals.Single(answer => answer.Status == 200).Body["turn"]!["max_history"]!.ToJsonString());
    }

    [Fact]
    public async Task A_change_survives_a_restart_and_what_is_given_at_start_overrules_it()
    {
        await using (var first = await ConfigRig.StartAsync(_folder))
        {
            await first.PatchAsync("""{"turn":{"voice":"low","max_history":5}}""");
            await first.PatchAsync("""{"services":{"asr":{"enabled":false}}}""");
        }

        await using (var second = await ConfigRig.StartAsync(_folder))
        {
            var shown = await second.GetAsync();
            shown.ETag.ShouldBe("\"3\"");
            (await second.GetAsync("/history")).Body.AsArray().Count.ShouldBe(2);
            second.Services.GetRequiredService<ServiceHealth>().GetReport().Services[0].Status.ShouldBe(ServiceStatus.Disabled);
        }

        await using var third = await ConfigRig.StartAsync(_folder, "--VoiceBus:Conversation:Persona:Voice", "high");
        var turn = (await third.GetAsync()).Body["turn"]!;
        (turn["voice"]!.GetValue<string>(), turn["max_history"]!.GetValue<int>()).ShouldBe(("high", 5));
        (await third.GetAsync()).ETag.ShouldBe("\"4\"", "it is another document than the one kept");
    }

    [Fact]
    public async Task A_corrupt_file_does_not_keep_the_server_from_starting()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "decoupling.json"), "{\"document\":");

        await using var rig = await ConfigRig.StartAsync(_folder);

        (await rig.GetAsync()).ETag.ShouldBe("\"1\"");
        Directory.GetFiles(_folder, "decoupling*").ShouldHaveSingleItem().ShouldContain("decoupling.json.bad-");
        await Eventually.TrueAsync(() => rig.Log.Contains("ConfigurationUnreadable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_that_cannot_be_kept_is_not_applied()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "decoupling.json.tmp")); // Where the file is written first.
        await using var rig = await ConfigRig.StartAsync(_folder);

        (await rig.PatchAsync("""{"turn":{"voice":"low"}}""")).Status.ShouldBe(500);

        (await rig.GetAsync()).ETag.ShouldBe("\"1\"");
        rig.Services.GetRequiredService<Func<ConversationOptions>>()().Persona.Voice.ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_is_seen_nowhere_but_in_the_private_file()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        var added = await rig.PatchAsync($$$"""{"services":{"llm":{"providers":[{"name":"big","type":"openai","url":"http://models.test/v1","key":"{{{Key}}}"}] } } }""");
        added.Status.ShouldBe(200, added.Body.ToJsonString());
        added.Body["services"]!["llm"]!["providers"]![0]!["options"]!["key"]!.GetValue<string>().ShouldBe("***");
        await rig.PatchAsync($$$"""{"services":{"llm":{"providers":[{"name":"big","type":"openai","url":"http://models.test/v1","key":"{{{Key}}}-2"}] } } }""");
        var refused = await rig.PatchAsync($$$"""{"services":{"llm":{"providers":[{"name":"big","type":"openai","url":"no","key":"{{{Key}}} 3"}] } } }""");
        await Eventually.TrueAsync(() => rig.Log.Split("ConfigurationChanged").Length == 3);

        foreach (var seen in new[]
        {
            added.Body.ToJsonString(), refused.Body.ToJsonString(), (await rig.GetAsync()).Body.ToJsonString(),
            (await rig.GetAsync("/history")).Body.ToJsonString(), (await rig.GetAsync("/api/services/health")).Body.ToJsonString(), rig.Log,
        })
            seen.ShouldNotContain("sk-very");
        (await rig.GetAsync("/history")).Body[0]!["changes"]!.ToJsonString()
            .ShouldBe("""[{"path":"services.llm.providers[big].options.key","before":"***","after":"***"}]""");
        var file = Path.Combine(_folder, "decoupling.json");
        (await File.ReadAllTextAsync(file)).ShouldContain($"\"{Key}-2\"");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_history_says_what_when_and_who_and_keeps_the_latest_fifty()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        for (var n = 1; n <= 52; n++)
            await rig.PatchAsync($$$"""{"turn":{"max_history":{{{n}}}}}""");

        var history = (await rig.GetAsync("/history")).Body.AsArray();

        history.Count.ShouldBe(50);
        history[0]!["version"]!.GetValue<int>().ShouldBe(53);
        history[0]!["by"]!.GetValue<string>().ShouldContain("127.0.0.1");
        history[0]!["at"]!.GetValue<DateTimeOffset>().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        history[0]!["changes"]!.ToJsonString().ShouldBe("""[{"path":"turn.max_history","before":51,"after":52}]""");
    }

    [Fact]
    public async Task After_ten_wrong_admin_tokens_none_of_the_address_is_looked_at()
    {
        await using var rig = await ConfigRig.StartAsync(_folder, "--VoiceBus:AdminToken", "open-sesame");
        for (var i = 0; i < 10; i++)
        {
            rig.Headers.Authorization = new("Bearer", $"wrong-{i}");
            (await rig.PatchAsync("{}")).Status.ShouldBe(401);
        }

        rig.Headers.Authorization = new("Bearer", "open-sesame");
        var refused = await rig.PatchAsync("{}");
        (refused.Status, refused.Type).ShouldBe((429, "application/problem+json"));
        rig.Headers.Authorization = null;
        (await rig.PatchAsync("{}")).Status.ShouldBe(401); // Who sends none guesses nothing.
    }

    [Fact]
    public async Task Limits_are_changed_live_and_kept()
    {
        await using (var rig = await ConfigRig.StartAsync(_folder, "--VoiceBus:Transport:MaxMessageBytes", "200000"))
        {
            var limits = (await rig.GetAsync()).Body["limits"]!;
            limits["message_bytes"]!.GetValue<int>().ShouldBe(200_000);
            limits["connections"].ShouldBeNull();
            (await rig.PatchAsync("""{"limits":{"typed_text_length":100,"connections":5000}}""")).Status.ShouldBe(200);
            rig.Services.GetRequiredService<Func<ConversationOptions>>()().MaxTypedText.ShouldBe(100);
            rig.Services.GetRequiredService<ConnectionLimit>().Most.ShouldBe(5000);
        }

        await using var again = await ConfigRig.StartAsync(_folder);
        (await again.GetAsync()).Body["limits"]!["typed_text_length"]!.GetValue<int>().ShouldBe(100);
    }

    [Fact]
    public async Task A_device_that_asks_too_often_where_to_connect_is_told_to_wait_and_others_are_not()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        rig.Headers.Add("Device-Id", "aa:bb:cc:dd:ee:01");
        for (var i = 0; i < 10; i++)
            (await rig.SendAsync(HttpMethod.Post, "{}", path: "/api/ota/")).Status.ShouldBe(200);
        (await rig.SendAsync(HttpMethod.Post, "{}", path: "/api/ota")).Status.ShouldBe(429);
        for (var i = 0; i < 20; i++)
            (await rig.SendAsync(HttpMethod.Post, "{}", path: "/api/ota/activate")).Status.ShouldNotBe(429);
        rig.Headers.Remove("Device-Id");
        rig.Headers.Add("Device-Id", "aa:bb:cc:dd:ee:02");
        (await rig.SendAsync(HttpMethod.Post, "{}", path: "/api/ota/")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Reading_needs_a_token_and_writing_the_admin_token_where_one_is_set()
    {
        await using var rig = await ConfigRig.StartAsync(_folder, "--VoiceBus:AdminToken", "open-sesame", "--VoiceBus:ReadToken", "look-only");

        (await rig.GetAsync()).Status.ShouldBe(401);
        rig.Headers.Authorization = new("Bearer", "look-only");
        (await rig.GetAsync()).Status.ShouldBe(200);
        (await rig.GetAsync("/history")).Status.ShouldBe(200);
        (await rig.PatchAsync("""{"turn":{"voice":"low"}}""")).Status.ShouldBe(403);
        rig.Headers.Authorization = null;
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Put, ""), (HttpMethod.Patch, ""), (HttpMethod.Post, ""),
            (HttpMethod.Post, "/api/event-bus/queues/llm/clear"), (HttpMethod.Post, "/api/services/llm/providers/assistant/probe"),
        })
        {
            var refused = await rig.SendAsync(method, "{}", path: path);
            (refused.Status, refused.Type).ShouldBe((401, "application/problem+json"), $"{method} {path}");
        }
        rig.Headers.Authorization = new("Bearer", "open-sesame");
        (await rig.PatchAsync("""{"turn":{"voice":"low"}}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_write()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);
        rig.Headers.Add("Origin", "http://evil.test");

        (await rig.SendAsync(HttpMethod.Post, null, path: "/api/event-bus/queues/llm/clear")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_provider_is_probed_by_name()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);

        var good = await rig.SendAsync(HttpMethod.Post, null, path: "/api/services/llm/providers/assistant/probe");
        rig.Llm.FailBeforeReply = new IOException("down");
        var bad = await rig.SendAsync(HttpMethod.Post, null, path: "/api/services/llm/providers/assistant/probe");

        (good.Status, good.Body["ok"]!.GetValue<bool>(), good.Body["error"]).ShouldBe((200, true, null));
        good.Body["latency_ms"]!.GetValue<double>().ShouldBeGreaterThan(0);
        (bad.Status, bad.Body["ok"]!.GetValue<bool>(), bad.Body["error"]!.GetValue<string>()).ShouldBe((200, false, "Unavailable: The connection to provider 'assistant' broke (IOException). (down)"));
        (await rig.SendAsync(HttpMethod.Post, null, path: "/api/services/llm/providers/nobody/probe")).Status.ShouldBe(404);
        (await rig.SendAsync(HttpMethod.Post, null, path: "/api/services/telephone/providers/assistant/probe")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_queue_is_cleared_by_name()
    {
        await using var rig = await ConfigRig.StartAsync(_folder);

        var cleared = await rig.SendAsync(HttpMethod.Post, null, path: "/api/event-bus/queues/llm/clear");

        (cleared.Status, cleared.Body.ToJsonString()).ShouldBe((200, """{"cleared":0}"""));
        (await rig.SendAsync(HttpMethod.Post, null, path: "/api/event-bus/queues/telephone/clear")).Status.ShouldBe(404);
    }

    private static string[] Names(JsonNode node) => [.. node.AsObject().Select(member => member.Key)];
}
