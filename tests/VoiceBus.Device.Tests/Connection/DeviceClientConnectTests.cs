using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Device.Tests.Scripted;
using VoiceBus.Protocol;
using VoiceBus.Testing.Ports;

namespace VoiceBus.Device.Tests.Connection;

public sealed class DeviceClientConnectTests
{
    private static readonly ClosedPort _closed = new();

    [Fact]
    public async Task Introduces_itself_in_headers_and_hello()
    {
        var seen = new TaskCompletionSource<(IDictionary<string, string> Headers, ClientMessage.Hello Hello)>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            var headers = line.Context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
            seen.SetResult((headers, await line.GreetAsync()));
            await line.UntilHangUpAsync();
        });
        var options = new DeviceClientOptions
        {
            Url = server.Url,
            DeviceId = "aa:bb:cc:dd:ee:ff",
            ClientId = "client-7",
            Token = "secret",
            ProtocolVersion = 3,
            Features = new DeviceFeatures { Mcp = true },
            Audio = AudioParams.DeviceDefault with { FrameDuration = 20 },
        };
        await using var device = await DeviceClient.ConnectAsync(options, Limit.Token());

        device.SessionId.ShouldBe(ScriptedConnection.SessionId);
        device.Hello.Audio.ShouldBe(AudioParams.ServerDefault);
        var (headers, hello) = await seen.Task;
        headers["device-id"].ShouldBe("aa:bb:cc:dd:ee:ff");
        headers["client-id"].ShouldBe("client-7");
        headers["protocol-version"].ShouldBe("3");
        headers["authorization"].ShouldBe("Bearer secret");
        hello.ShouldBe(new ClientMessage.Hello(3, options.Features, options.Audio, "websocket"));
    }

    [Fact]
    public async Task A_browser_introduces_itself_in_the_query()
    {
        var query = new TaskCompletionSource<string>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            query.SetResult(line.Context.Request.QueryString.Value!);
            line.Context.Request.Headers.ContainsKey("Device-Id").ShouldBeFalse();
            await line.GreetAsync();
            await line.UntilHangUpAsync();
        });
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = server.Url, IdentityInQuery = true, DeviceId = "web-1", ClientId = "c", Token = "t" },
            Limit.Token());
        (await query.Task).ShouldBe("?device-id=web-1&client-id=c&authorization=Bearer%20t");
    }

    [Fact]
    public async Task A_server_that_never_answers_hello_is_given_up_at_the_limit()
    {
        var time = new FakeTimeProvider();
        var got = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.ReadAsync<ClientMessage.Hello>();
            // A hello for another transport is not an answer.
            await line.SendAsync("""{"type":"hello","transport":"udp"}"""u8.ToArray());
            got.SetResult();
            await line.UntilHangUpAsync();
        });
        var connecting = DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = server.Url, Time = time, HelloTimeout = TimeSpan.FromSeconds(10) }, Limit.Token());
        await got.Task.WaitAsync(Limit.Token());
        while (!connecting.IsCompleted)
        {
            // The device may not have begun to wait yet: move the clock until it has.
            time.Advance(TimeSpan.FromSeconds(11));
            await Task.Yield();
        }

        var failure = await Should.ThrowAsync<DeviceException>(connecting);
        failure.Failure.ShouldBe(DeviceFailure.NoHello);
        failure.Message.ShouldContain("did not answer hello within 10 s");
    }

    [Fact]
    public async Task A_server_that_hangs_up_before_hello_is_told_as_such()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.ReadAsync<ClientMessage.Hello>();
            await line.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, "full");
            await line.UntilHangUpAsync();
        });
        var failure = await Should.ThrowAsync<DeviceException>(
            DeviceClient.ConnectAsync(new DeviceClientOptions { Url = server.Url }, Limit.Token()));
        failure.Failure.ShouldBe(DeviceFailure.NoHello);
        failure.Message.ShouldContain("1008 full");
    }

    [Fact]
    public async Task A_missing_server_and_a_refused_upgrade_are_told_apart()
    {
        var missing = await Should.ThrowAsync<DeviceException>(
            DeviceClient.ConnectAsync(new DeviceClientOptions { Url = UnusedAddress() }, Limit.Token()));
        missing.Failure.ShouldBe(DeviceFailure.Unreachable);

        await using var server = await ScriptedServer.StartAsync(_ => Task.CompletedTask, _ => false);
        var refused = await Should.ThrowAsync<DeviceException>(
            DeviceClient.ConnectAsync(new DeviceClientOptions { Url = server.Url }, Limit.Token()));
        refused.Failure.ShouldBe(DeviceFailure.Rejected);
        refused.Message.ShouldContain("HTTP 401");
    }

    [Fact]
    public async Task A_port_that_accepts_and_says_nothing_times_out()
    {
        var time = new FakeTimeProvider();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var connecting = DeviceClient.ConnectAsync(new DeviceClientOptions { Url = url, Time = time }, Limit.Token());
        using var accepted = await listener.AcceptTcpClientAsync(Limit.Token());
        time.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<DeviceException>(connecting)).Failure.ShouldBe(DeviceFailure.TimedOut);
    }

    [Fact]
    public async Task The_callers_token_stops_connecting()
    {
        var got = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.ReadAsync<ClientMessage.Hello>();
            got.SetResult();
            await line.UntilHangUpAsync();
        });
        using var stop = new CancellationTokenSource();
        var connecting = DeviceClient.ConnectAsync(new DeviceClientOptions { Url = server.Url }, stop.Token);
        await got.Task.WaitAsync(Limit.Token());
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(connecting);
    }

    internal static Uri UnusedAddress() => new($"ws://127.0.0.1:{_closed.Number}/ws");
}
