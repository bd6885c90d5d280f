using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>Boards by every name and through every proxy get in; pages of other sites do not, whatever name they give this server.</summary>
public sealed class PagesAndProxiesTests
{
    private const string Mac = "aa:bb:cc:dd:ee:ff";

    [Theory]
    [InlineData("192.168.1.10:8000")]
    [InlineData("pi.fritz.box:8000")]
    [InlineData("voicebus:8000")] // A container.
    [InlineData("voice.example.org")] // A proxy that passes the name on.
    [InlineData("127.0.0.1:23000")] // A proxy that does not.
    public async Task A_board_gets_in_by_whatever_name_it_was_given(string host)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);

        (await caller.ProvisionAsync(("Host", host))).Status.ShouldBe(200);
        (await caller.OpenSocketAsync(("Host", host), ("Device-Id", Mac))).ShouldBe(101);
        (await caller.OpenSocketAsync(("Host", host), ("Device-Id", Mac), ("X-Forwarded-For", "192.0.2.9"), ("X-Forwarded-Proto", "https"))).ShouldBe(101);
    }

    [Fact]
    public async Task A_page_of_another_site_is_turned_away_before_anything_is_stored()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var caller = new Caller(scripted.Server);
        foreach (var origin in new[] { "https://evil.example", "http://127.0.0.1:3000", "null" })
        {
            var refused = await caller.ProvisionAsync(("Origin", origin));
            refused.Status.ShouldBe(403, origin);
            refused.Body.ShouldContain("VOICEBUS_ALLOWED_ORIGINS");
            refused.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
            (await caller.SendAsync("POST", "/xiaozhi/ota/activate", "{}", ("Device-Id", Mac), ("Origin", origin))).Status.ShouldBe(403);
            (await caller.SendAsync("OPTIONS", "/api/ota", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"))).Status.ShouldBe(403);
            (await caller.OpenSocketAsync(("Origin", origin), ("Device-Id", Mac))).ShouldBe(403);
            (await caller.ReadAsync(("Origin", origin))).Status.ShouldBe(403);
            (await caller.ChangeAsync(("Origin", origin))).Status.ShouldBe(403);
        }

        (await caller.ReadAsync(("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(403);
        (await scripted.Server.Get<IDeviceStore>().ListAsync(caller.Deadline)).ShouldBeEmpty();
        await scripted.CatchUpAsync();
        scripted.Events.Of<AccessRefused>().ShouldContain(static refused => refused.Kind == "origin" && refused.Detail.Contains("VOICEBUS_ALLOWED_ORIGINS"));
    }

    [Fact]
    public async Task A_page_that_has_its_own_name_lead_here_gets_nothing()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var caller = new Caller(scripted.Server);
        var host = $"evil.example:{scripted.Server.Http.Port}";

        foreach (var refused in new[]
        {
            await caller.ReadAsync(("Host", host)),
            await caller.ReadAsync(("Host", host), ("X-Forwarded-Host", "127.0.0.1")),
            await caller.ChangeAsync(("Host", host), ("Origin", $"http://{host}")),
            await caller.SendAsync("GET", $"/api/devices/{Mac}/history", null, ("Host", host), ("X-Forwarded-Host", "127.0.0.1")),
        })
        {
            refused.Status.ShouldBe(421);
            refused.Body.ShouldContain("VOICEBUS_ALLOWED_HOSTS");
        }

        (await caller.OpenSocketAsync(("Host", host), ("Origin", $"http://{host}"))).ShouldBe(421);
        (await caller.ProvisionAsync(("Host", host), ("Origin", $"http://{host}"))).Status.ShouldBe(421);
        await scripted.CatchUpAsync();
        scripted.Events.Of<AccessRefused>().ShouldContain(static refused => refused.Kind == "host" && refused.Detail.Contains("VOICEBUS_ALLOWED_HOSTS"));
    }

    [Fact]
    public async Task A_page_whose_origin_is_listed_may_be_a_device_and_reads_the_answer()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Access:AllowedOrigins=http://localhost:8080, https://pages.example.org");
        using var caller = new Caller(server);

        var answer = await caller.ProvisionAsync(("Origin", "https://pages.example.org"));
        var preflight = await caller.SendAsync("OPTIONS", "/xiaozhi/ota/", null, ("Origin", "http://localhost:8080"), ("Access-Control-Request-Method", "POST"));

        (answer.Status, preflight.Status).ShouldBe((200, 200));
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://pages.example.org"]);
        preflight.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://localhost:8080"]);
        preflight.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Device-Id");
        answer.Headers.Vary.ShouldContain("Origin");
        (await caller.ProvisionAsync()).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse("no page asked");
        (await caller.OpenSocketAsync(("Origin", "http://localhost:8080"), ("Host", "pi.fritz.box"))).ShouldBe(101);
        (await caller.ChangeAsync(("Origin", "https://pages.example.org"))).Status.ShouldBe(403, "it may be a device, not the operator");
    }

    [Fact]
    public async Task Listing_the_origin_of_no_page_in_particular_needs_a_device_token()
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Access:AllowedOrigins=null")))
            .Message.ShouldContain("VOICEBUS_DEVICE_TOKEN");
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Access:AllowedOrigins=null", "--VoiceBus:Transport:DeviceToken=secret");
        using var caller = new Caller(server);
        (await caller.OpenSocketAsync(("Origin", "null"), ("Authorization", "Bearer secret"))).ShouldBe(101);
    }

    [Fact]
    public async Task Behind_a_configured_proxy_with_tls_and_a_prefix_all_is_as_without()
    {
        await using var scripted = await ScriptedServer.StartAsync(args:
        [
            "--VoiceBus:Provisioning:TrustedProxies:0=127.0.0.0/8", "--VoiceBus:Provisioning:TrustedProxies:1=10.0.0.1", "--VoiceBus:AdminToken=sesame",
        ]);
        using var caller = new Caller(scripted.Server);
        (string, string)[] proxy =
        [
            ("Host", "voice.example.org"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "voice.example.org"),
            ("X-Forwarded-Prefix", "/bus/"), ("X-Forwarded-For", "198.51.100.66, 192.0.2.44, 10.0.0.1"),
        ];

        var answer = await caller.ProvisionAsync(proxy);
        answer.Json.GetProperty("websocket").GetProperty("url").GetString().ShouldBe("wss://voice.example.org:443/bus/xiaozhi/v1/");
        (await caller.OpenSocketAsync([.. proxy, ("Origin", "https://voice.example.org")])).ShouldBe(421, "the name is not known yet");
        (await caller.ReadAsync(proxy)).Status.ShouldBe(421);
        (await caller.ChangeAsync([.. proxy, ("Authorization", "Bearer sesame"), ("Origin", "https://voice.example.org")])).Status.ShouldBe(200);
        var history = await caller.SendAsync("GET", "/api/config/decoupling/history", null, [.. proxy, ("Authorization", "Bearer sesame")]);
        history.Json[0].GetProperty("by").GetString().ShouldBe("192.0.2.44", "the first that is no proxy, not what a stranger put in front");
    }

    [Fact]
    public async Task The_public_address_is_a_name_and_an_origin_of_this_server()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Provisioning:PublicUrl=https://voice.example.org/bus");
        using var caller = new Caller(server);

        (await caller.OpenSocketAsync(("Host", "127.0.0.1:8000"), ("Origin", "https://voice.example.org"))).ShouldBe(101);
        (await caller.OpenSocketAsync(("Host", "voice.example.org"), ("Origin", "https://voice.example.org"))).ShouldBe(101);
        (await caller.ReadAsync(("Host", "voice.example.org"))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task What_a_proxy_says_words_addresses_and_opens_nothing()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);

        (await caller.OpenSocketAsync(("X-Forwarded-Host", "evil.example"), ("Origin", "http://evil.example"))).ShouldBe(403);
        (await caller.ReadAsync(("Host", "evil.example"), ("X-Forwarded-Host", "localhost"))).Status.ShouldBe(421);
        var odd = await caller.ProvisionAsync(("X-Forwarded-Host", "a b\"c"), ("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Prefix", "//evil.example"), ("X-Forwarded-Port", "0"));
        odd.Json.GetProperty("websocket").GetProperty("url").GetString().ShouldBe($"ws://127.0.0.1:{server.Http.Port}/xiaozhi/v1/");
    }
}
