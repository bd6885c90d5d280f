using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>What needs no token on a server that only its own machine can reach, and what looks like it and does.</summary>
public sealed class LocalMachineTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task This_machines_own_programs_and_pages_need_no_token(string name)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);
        var host = $"{name}:{server.Http.Port}";

        (await caller.ReadAsync(("Host", host))).Status.ShouldBe(200);
        (await caller.ReadAsync(("Host", host), ("Origin", $"http://{host}"), ("Sec-Fetch-Site", "same-origin"))).Status.ShouldBe(200);
        (await caller.ChangeAsync(("Host", host), ("Authorization", "Bearer of-another-server"))).Status.ShouldBe(200);
        foreach (var path in new[] { "/api/services/health", "/api/config/decoupling", "/api/sessions", "/api/devices/nobody/history", "/openapi/v1.json", "/metrics", "/health/ready" })
            (await caller.SendAsync("GET", path, null, ("Host", host))).Status.ShouldNotBeOneOf(401, 403, 421);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Forwarded-Host", "127.0.0.1")]
    [InlineData("X-Forwarded-Anything", "x")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "192.0.2.1")]
    [InlineData("Host", "192.168.1.10")]
    [InlineData("Host", "voicebus")]
    public async Task What_was_passed_on_or_asks_by_another_name_is_not_this_machine(string header, string value)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);

        (await caller.ReadAsync((header, value))).Status.ShouldBe(401);
        (await caller.ChangeAsync((header, value))).Status.ShouldBe(401);
    }

    // A plain proxy_pass adds no header and says Host: 127.0.0.1. It runs as another user.
    [AsRootFact]
    public async Task A_proxy_on_this_machine_is_told_by_its_user()
    {
        await using var scripted = await ScriptedServer.StartAsync();

        (await AskAsAsync("root", scripted.Server.Http.Port, "GET /api/turns")).ShouldStartWith("HTTP/1.1 200");
        foreach (var request in new[] { "GET /api/turns", "GET /api/config/decoupling", "POST /api/event-bus/queues/llm/clear", "GET /metrics" })
            (await AskAsAsync("nobody", scripted.Server.Http.Port, request)).ShouldStartWith("HTTP/1.1 401", Case.Sensitive, request);
        (await AskAsAsync("nobody", scripted.Server.Http.Port, "GET /health/live")).ShouldStartWith("HTTP/1.1 200");

        await scripted.CatchUpAsync();
        scripted.Events.Of<AccessRefused>().First().Detail.ShouldContain("admin-token", Case.Sensitive, "the log says where the token is, which was made now");
    }

    // Who sends a change and is gone at once has a socket that the system lists as the superuser's.
    [AsRootFact]
    public async Task Nobody_slips_in_by_closing_early()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);
        for (var n = 0; n < 20; n++)
            await RunAsync("nobody", $"exec 3<>/dev/tcp/127.0.0.1/{server.Http.Port}; printf 'POST /api/event-bus/queues/llm/clear HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: 0\\r\\n\\r\\n' >&3; exec 3>&-");

        (await caller.SendAsync("GET", "/metrics", null)).Body.ShouldNotContain("QueueCleared");
    }

    [Fact]
    public async Task A_configured_public_address_or_proxy_means_that_others_reach_the_server()
    {
        foreach (var setting in new[] { "--VoiceBus:Provisioning:PublicUrl=https://voice.example.org", "--VoiceBus:Provisioning:TrustedProxies:0=127.0.0.1", "--VoiceBus:AdminToken=given" })
        {
            await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, setting);
            using var caller = new Caller(server);
            (await caller.ReadAsync()).Status.ShouldBe(401, setting);
        }
    }

    [Fact]
    public async Task A_stranger_beyond_loopback_gets_nothing_without_a_token()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--urls=http://0.0.0.0:0");
        using var caller = new Caller(server);

        (await caller.ReadAsync()).Status.ShouldBe(401);
        (await caller.ReadAsync(("Host", "192.168.1.10:8000"))).Status.ShouldBe(401);
        (await caller.ChangeAsync()).Status.ShouldBe(401);
        (await caller.SendAsync("GET", "/api/events", null)).Status.ShouldBe(401);
    }

    private static Task<string> AskAsAsync(string user, int port, string request) => RunAsync(user,
        $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf '{request} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3");

    private static async Task<string> RunAsync(string user, string script)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var start = new ProcessStartInfo("setpriv", ["--reuid", user, "--regid", "0", "--clear-groups", "bash", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        var complained = await process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        complained.ShouldBeEmpty();
        return said;
    }
}
