using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>B8: behind a proxy or a port mapping. F14 (O06): one time zone for the assistant and the board.</summary>
public sealed class B08ProxyTests(B08ProxyTests.Proxied proxied) : IClassFixture<B08ProxyTests.Proxied>, IDisposable
{
    private const string Body = """{"application":{"version":"1.8.5"}}""";
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private RunningServer Server => proxied.Scripted.Server;

    private CancellationToken Deadline => _deadline.Token;

    [Fact]
    public async Task B8a_events_come_at_once_through_an_nginx_that_is_told_nothing()
    {
        await using var nginx = await Nginx.StartAsync($"location / {{ proxy_pass {Server.Http}; }}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(nginx.Socket), Deadline);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sesame\r\n\r\n"), Deadline);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        // The first comment is a few bytes: buffered it would wait for four kilobytes.
        while (!received.ToString().Contains("\n:", StringComparison.Ordinal))
            received.Append(Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Deadline)));
        received.ToString().ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("192.168.1.10:24446", "192.168.1.10", "http://192.168.1.10:24446/api/vision")] // A port mapping; firmware leaves the port out.
    [InlineData("pi.fritz.box:8080", "pi.fritz.box", "http://pi.fritz.box:8080/api/vision")]
    [InlineData("evil.example:80", "pi.fritz.box:8000", "http://pi.fritz.box:8000/api/vision")] // Who asked in its name does not lead it away.
    [InlineData(null, "pi.fritz.box:8000", "http://pi.fritz.box:8000/api/vision")]
    public async Task B8b_pictures_go_where_the_board_asked_at_boot(string? asked, string host, string vision)
    {
        var id = $"02:08:{Random.Shared.Next(0xffffff):x6}";
        using var http = new HttpClient { BaseAddress = Server.Http };
        if (asked is not null)
        {
            using var boot = new HttpRequestMessage(HttpMethod.Post, "/xiaozhi/ota/") { Content = new StringContent(Body), Headers = { Host = asked } };
            boot.Headers.TryAddWithoutValidation("Device-Id", id);
            (await http.SendAsync(boot, Deadline)).EnsureSuccessStatusCode();
        }

        using var client = await PlainClient.ConnectAsync(Server.Socket, Deadline, options =>
        {
            options.SetRequestHeader("Device-Id", id);
            options.SetRequestHeader("Host", host);
        });
        await client.GreetAsync("""{"type":"hello","features":{"mcp":true}}""", Deadline);
        var initialize = (await client.UntilAsync("mcp", Deadline)).GetProperty("payload");
        initialize.GetProperty("params").GetProperty("capabilities").GetProperty("vision").GetProperty("url").GetString().ShouldBe(vision);
    }

    [Fact]
    public async Task B8c_a_prefix_of_a_configured_proxy_is_in_all_addresses()
    {
        (string Name, string Value)[] proxy = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "voice.example.org"), ("X-Forwarded-Prefix", "/voice")];
        using var board = new StockBoard("02:08:00:00:00:0c") { Headers = proxy };
        var (_, answer) = await board.PostAsync(Server, "/xiaozhi/ota/", Body, Deadline);
        answer.GetProperty("websocket").GetProperty("url").GetString().ShouldBe("wss://voice.example.org:443/voice/xiaozhi/v1/");
        using var client = await PlainClient.ConnectAsync(Server.Socket, Deadline, options =>
        {
            options.SetRequestHeader("Device-Id", "02:08:00:00:00:0c");
            foreach (var (name, value) in proxy)
                options.SetRequestHeader(name, value);
        });
        await client.GreetAsync("""{"type":"hello","features":{"mcp":true}}""", Deadline);
        (await client.UntilAsync("mcp", Deadline)).GetProperty("payload").GetProperty("params").GetProperty("capabilities").GetProperty("vision")
            .GetProperty("url").GetString().ShouldBe("https://voice.example.org/voice/api/vision");
    }

    [Theory]
    [InlineData("/some/mcp_endpoint/other")]
    [InlineData("/api/nothing/here")]
    [InlineData("/metrics/more")]
    [InlineData("/openapi/v7.json")]
    public async Task B4_a_socket_that_is_meant_for_something_else_is_no_devices(string path)
    {
        var refused = await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => PlainClient.ConnectAsync(
            new Uri(Server.Socket, path), Deadline, static options => options.SetRequestHeader("Authorization", "Bearer sesame")));
        refused.Message.ShouldContain("404");
    }

    [Fact]
    public async Task F14_the_assistant_tells_the_time_of_the_boards_zone()
    {
        using var board = new StockBoard("02:14:00:00:00:01");
        var (_, answer) = await board.PostAsync(Server, "/api/ota", Body, Deadline);
        answer.GetProperty("server_time").GetProperty("timezone_offset").GetInt32().ShouldBe(8 * 60);

        proxied.Scripted.Model = static messages => messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } told
            ? [new TextContent(told.Result!.ToString()!)] : [new FunctionCallContent("1", "get_current_time")];
        await using var device = await Server.ConnectAsync(Deadline);
        var turn = await device.TypeAsync("What time is it?", Deadline);
        turn.Text.ShouldContain("+08:00");
        turn.Text.ShouldContain("Asia/Shanghai");
    }

    [Theory]
    [InlineData("""{"board":{"ssid":"My "home""}}""")]
    [InlineData("not JSON at all")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("")]
    public async Task F11_O01_a_body_that_cannot_be_read_costs_only_itself(string body)
    {
        using var board = new StockBoard("02:11:00:00:00:01") { Headers = [("User-Agent", "bread-compact-wifi/1.8.5")] };
        var (status, answer) = await board.PostAsync(Server, "/xiaozhi/ota/", body, Deadline);
        status.ShouldBe(200);
        answer.GetProperty("websocket").GetProperty("url").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("firmware").GetProperty("version").GetString().ShouldBe("1.8.5");
        (await board.PostAsync(Server, "/xiaozhi/ota/activate", body, Deadline)).Status.ShouldBe(200);
        if (body.Length > 0)
            (await proxied.Scripted.Events.TheseAsync<Core.Diagnostics.ProvisioningUnreadable>(1)).ShouldNotBeEmpty();
    }

    public void Dispose() => _deadline.Dispose();

    /// <summary>A server that trusts the proxies of this machine, in another time zone than the machine's.</summary>
    public sealed class Proxied : IAsyncLifetime
    {
        internal ScriptedServer Scripted { get; private set; } = null!;

        public async Task InitializeAsync() => Scripted = await ScriptedServer.StartAsync(args:
        [
            "--VoiceBus:Provisioning:TrustedProxies:0=127.0.0.1", "--VoiceBus:AdminToken=sesame", "--VoiceBus:Provisioning:TimeZone=Asia/Shanghai",
            "--VoiceBus:Limits:OtaPerMinute=1000",
        ]);

        public Task DisposeAsync() => Scripted.DisposeAsync().AsTask();
    }
}
