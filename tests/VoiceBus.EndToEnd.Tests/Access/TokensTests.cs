using System.Net.ServerSentEvents;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Access;
using VoiceBus.Server;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>What the two tokens open, how a browser gets one, and what a start says about it.</summary>
public sealed class TokensTests
{
    private const string Secret = "plumtree";

    [Fact]
    public async Task What_people_said_is_for_the_admin_alone()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:AdminToken=sesame", "--VoiceBus:ReadToken=look", "--VoiceBus:LogText=true"]);
        using var reader = new OperatorClient(scripted.Server);
        using var admin = new OperatorClient(scripted.Server);
        reader.Http.DefaultRequestHeaders.Authorization = new("Bearer", "look");
        admin.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
        using var readers = await ListenAsync(reader);
        using var admins = await ListenAsync(admin);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        await device.TypeAsync($"I keep a {Secret}.", deadline.Token);
        var ended = await Eventually.GetAsync(
            () => admin.Http.GetStringAsync(new Uri("/api/turns", UriKind.Relative), deadline.Token),
            static shown => shown.Contains("\"completed\"", StringComparison.Ordinal) && shown.Contains(Secret, StringComparison.Ordinal));
        var id = System.Text.Json.JsonElement.Parse(ended).GetProperty("turns")[0].GetProperty("id").GetString();

        (await admin.GetAsync($"/api/turns/{id}")).GetRawText().ShouldContain(Secret);
        (await ReadToTheEndAsync(admins)).ShouldContain(Secret);
        foreach (var path in new[] { "/api/turns", $"/api/turns/{id}", "/api/sessions", $"/api/sessions/{device.SessionId}", "/api/event-bus/status", "/api/services/health", "/api/devices" })
            (await reader.GetAsync(path)).GetRawText().ShouldNotContain(Secret, Case.Insensitive, path);
        (await ReadToTheEndAsync(readers)).ShouldNotContain(Secret);
        await reader.GetAsync("/api/devices/nobody/history", expected: 403);

        Task<HttpResponseMessage> ListenAsync(OperatorClient client) =>
            client.Http.GetAsync(new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, deadline.Token);

        async Task<string> ReadToTheEndAsync(HttpResponseMessage response)
        {
            var all = "";
            await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(deadline.Token))
            {
                all += item.Data;
                if (item.EventType == "turn_ended")
                    break;
            }

            return all;
        }
    }

    [Fact]
    public async Task Who_tries_tokens_is_heard_no_more_for_a_while_not_even_with_the_right_one()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:AdminToken=sesame", "--VoiceBus:Limits:WrongTokensPerMinute=5");
        using var caller = new Caller(server);

        for (var n = 0; n < 5; n++)
            (await caller.ReadAsync(("Authorization", $"Bearer guess-{n}"))).Status.ShouldBe(401);
        (await caller.ReadAsync(("Authorization", "Bearer guess"))).Status.ShouldBe(429);
        (await caller.ReadAsync(("Authorization", "Bearer sesame"))).Status.ShouldBe(429);
        (await caller.ReadAsync()).Status.ShouldBe(401, "none is no guess");
    }

    [Fact]
    public async Task Prometheus_reads_with_the_read_token()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--urls=http://0.0.0.0:0");
        using var caller = new Caller(server);
        server.Get<AccessTokens>().Ensure();
        var token = server.Get<AccessTokens>().Read.Get();

        var scraped = await caller.SendAsync("GET", "/metrics", null, ("Authorization", $"Bearer {token}"), ("Host", "voice.example.org"));

        scraped.Status.ShouldBe(200);
        scraped.Body.ShouldContain("# TYPE");
        (await caller.ChangeAsync(("Authorization", $"Bearer {token}"))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_start_beyond_loopback_prints_a_link_that_signs_in_once_and_says_that_the_house_is_open()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--urls=http://0.0.0.0:0");
        using var caller = new Caller(server);
        var lines = AccessNotice.Lines(server.Services).ToArray();

        lines.Length.ShouldBe(3);
        lines[0].ShouldContain(server.Get<AccessTokens>().Admin.Place);
        lines[2].ShouldContain("VOICEBUS_DEVICE_TOKEN");
        var link = new Uri(lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Single(static word => word.StartsWith("http", StringComparison.Ordinal)));
        link.Host.ShouldNotBe("0.0.0.0");
        var code = link.Fragment["#/sign-in/".Length..];

        var token = (await RedeemAsync(code)).Json.GetProperty("token").GetString();
        (await caller.ChangeAsync(("Authorization", $"Bearer {token}"))).Status.ShouldBe(200);
        foreach (var useless in new[] { code, "", "guess" })
        {
            var refused = await RedeemAsync(useless);
            refused.Status.ShouldBe(401);
            refused.Body.ShouldContain("admin-token");
        }

        Task<Caller.Reply> RedeemAsync(string given) => caller.SendAsync("POST", "/api/sign-in", $$"""{"code":"{{given}}"}""");
    }

    [Fact]
    public async Task A_start_on_loopback_says_nothing_of_it() =>
        await SaysAsync([]);

    [Theory]
    [InlineData("--VoiceBus:Transport:DeviceToken=x")]
    [InlineData("--VoiceBus:Provisioning:Activation:Enabled=true")]
    public async Task A_house_that_asks_its_devices_is_not_open(string setting) =>
        await SaysAsync(["admin", "sign in"], "--urls=http://0.0.0.0:0", "--VoiceBus:AdminToken=y", setting);

    private static async Task SaysAsync(string[] beginnings, params string[] args)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, args);
        AccessNotice.Lines(server.Services).Select(static line => line.Split("  ")[0]).ShouldBe(beginnings);
    }
}
