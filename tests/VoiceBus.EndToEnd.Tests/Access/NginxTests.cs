using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>A real nginx in front: boards get in whatever it says of them, strangers do not become this machine.</summary>
public sealed class NginxTests
{
    private const string Mac = "aa:bb:cc:dd:ee:ff";
    private const string Sockets = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $upgrade;";
    private const string Forwarded = "proxy_set_header Host $host; proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Forwarded-Proto https;";

    [AsRootFact]
    public async Task Behind_a_plain_pass_boards_get_in_and_nobody_is_this_machine()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var nginx = await Nginx.StartAsync($"location / {{ proxy_pass {scripted.Server.Http}; {Sockets} }}");
        using var stranger = new Caller(scripted.Server, nginx.Socket);
        using var local = new Caller(scripted.Server);

        (await stranger.ProvisionAsync()).Status.ShouldBe(200);
        (await stranger.OpenSocketAsync(("Device-Id", Mac))).ShouldBe(101);
        (await stranger.ReadAsync()).Status.ShouldBe(401);
        (await stranger.ChangeAsync()).Status.ShouldBe(401);
        (await stranger.SendAsync("GET", "/metrics", null)).Status.ShouldBe(401);
        (await local.ReadAsync()).Status.ShouldBe(200, "the machine itself needs no token");
        await scripted.CatchUpAsync();
        scripted.Events.Of<AccessRefused>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Behind_one_that_names_the_sender_boards_get_in_and_strangers_do_not()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var nginx = await Nginx.StartAsync(
            $"location / {{ proxy_pass {scripted.Server.Http}; {Sockets} {Forwarded} proxy_set_header X-Forwarded-For 192.0.2.44; }}");
        using var stranger = new Caller(scripted.Server, nginx.Socket);

        (await stranger.ProvisionAsync(("Host", "voice.example.org"))).Status.ShouldBe(200);
        (await stranger.OpenSocketAsync(("Host", "voice.example.org"), ("Device-Id", Mac))).ShouldBe(101);
        (await stranger.ReadAsync()).Status.ShouldBe(401);
        (await stranger.ChangeAsync(("Host", "127.0.0.1"), ("X-Forwarded-Host", "127.0.0.1"))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Behind_a_configured_one_with_a_prefix_the_operator_works_and_the_log_names_who_asked()
    {
        await using var scripted = await ScriptedServer.StartAsync(args:
        [
            "--VoiceBus:Provisioning:TrustedProxies:0=127.0.0.1", "--VoiceBus:Access:AllowedHosts=voice.example.org", "--VoiceBus:AdminToken=sesame",
        ]);
        await using var nginx = await Nginx.StartAsync(
            $"location /bus/ {{ proxy_pass {scripted.Server.Http}; {Sockets} {Forwarded} proxy_set_header X-Forwarded-Prefix /bus; proxy_set_header X-Forwarded-For 192.0.2.44; }}");
        using var caller = new Caller(scripted.Server, nginx.Socket);
        (string, string)[] by = [("Host", "voice.example.org"), ("Authorization", "Bearer sesame")];

        var board = await caller.SendAsync("POST", "/bus/api/ota/", """{"application":{"version":"1.8.5"}}""", ("Host", "voice.example.org"), ("Device-Id", Mac));
        board.Json.GetProperty("websocket").GetProperty("url").GetString().ShouldBe("wss://voice.example.org:443/bus/xiaozhi/v1/");
        (await caller.SendAsync("PATCH", "/bus/api/config/decoupling", """{"turn":{"voice":"low"}}""", [.. by, ("Origin", "https://voice.example.org")])).Status.ShouldBe(200);
        var history = await caller.SendAsync("GET", "/bus/api/config/decoupling/history", null, by);
        history.Json[0].GetProperty("by").GetString().ShouldBe("192.0.2.44");
        (await caller.SendAsync("GET", "/bus/api/turns", null, ("Host", "voice.example.org"))).Status.ShouldBe(401);
    }
}
