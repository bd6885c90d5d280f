using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>
/// B6 (py-xiaozhi, open-xiaozhi-client): activation together with a device token. B7 (xinnan's MQTT gateway): boards find it by
/// their OTA answer. F11: tokens as clients send them.
/// </summary>
public sealed class B06B07DoorTests(B06B07DoorTests.Closed closed) : IClassFixture<B06B07DoorTests.Closed>, IDisposable
{
    private const string SignatureKey = "a key of xinnan's gateway";
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _deadline.Token;

    [Fact]
    public async Task B6_the_token_of_the_first_answer_lets_in_once_the_code_was_typed()
    {
        using var board = new StockBoard("aa:bb:cc:00:00:06");
        var code = (await board.BootAsync(closed.Server, Deadline)).ShouldNotBeNull();
        board.Token.ShouldNotBeEmpty("clients of other makers do not ask again");
        (await board.RefusedAsync(closed.Server, Deadline)).ShouldContain("not activated");
        (await board.TypeAsync(closed.Server, code, Deadline)).ShouldBe(200);
        (await board.PollAsync(closed.Server, Deadline)).ShouldBe(200);
        await using var device = await board.ConnectAsync(closed.Server, Deadline);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("?token=let-me-in")]
    [InlineData("?access_token=let-me-in")]
    [InlineData("?authorization=let-me-in")]
    [InlineData("?authorization=Bearer%20let-me-in")]
    [InlineData("?device-id=web-1&token=Bearer+let-me-in")]
    public async Task F11_a_token_may_stand_in_the_query(string query)
    {
        using var client = await PlainClient.ConnectAsync(new Uri(closed.Server.Socket, $"/xiaozhi/v1/{query}"), Deadline);
        (await client.GreetAsync("""{"type":"hello"}""", Deadline)).GetProperty("transport").GetString().ShouldBe("websocket");
    }

    [Theory]
    [InlineData("?token=wrong")]
    [InlineData("?access_token=")]
    [InlineData("")]
    public async Task F11_and_a_wrong_one_does_not_let_in(string query) =>
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => PlainClient.ConnectAsync(new Uri(closed.Server.Socket, $"/{query}"), Deadline));

    [Fact]
    public async Task B7_a_board_that_was_let_in_is_told_the_gateway_and_its_credentials_there()
    {
        using var board = new StockBoard("aa:bb:cc:00:00:07");
        (await AskAsync(board)).TryGetProperty("mqtt", out _).ShouldBeFalse("nobody gets credentials in the name of a board who was not let in");
        await board.ActivateAsync(closed.Server, Deadline);
        var answer = await AskAsync(board);
        using var other = new StockBoard("aa:bb:cc:00:00:07", "6f1c2c1e-0000-4000-8000-000000000099");
        (await AskAsync(other)).TryGetProperty("mqtt", out _).ShouldBeFalse("nor whoever states its id");

        answer.GetProperty("websocket").GetProperty("url").GetString().ShouldNotBeNull().ShouldStartWith("ws://", Case.Sensitive, "who speaks no MQTT keeps to it");
        var mqtt = answer.GetProperty("mqtt");
        string Text(string name) => mqtt.GetProperty(name).GetString()!;
        Text("endpoint").ShouldBe("mqtt.example.org:1883");
        Text("client_id").ShouldBe("GID_bread-compact-wifi@@@aa_bb_cc_00_00_07@@@aa_bb_cc_00_00_07");
        Encoding.UTF8.GetString(Convert.FromBase64String(Text("username"))).ShouldBe("""{"ip":"127.0.0.1"}""");
        Text("password").ShouldBe(Convert.ToBase64String(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(SignatureKey), Encoding.UTF8.GetBytes($"{Text("client_id")}|{Text("username")}"))));
        (Text("publish_topic"), Text("subscribe_topic")).ShouldBe(("device-server", "devices/p2p/aa_bb_cc_00_00_07"));
        mqtt.TryGetProperty("keepalive", out _).ShouldBeFalse();
    }

    public void Dispose() => _deadline.Dispose();

    private async Task<JsonElement> AskAsync(StockBoard board)
    {
        var (status, answer) = await board.PostAsync(
            closed.Server, "/xiaozhi/ota/", """{"application":{"version":"1.8.5"},"board":{"type":"bread-compact-wifi"}}""", Deadline);
        status.ShouldBe(200, answer.ToString());
        return answer;
    }

    /// <summary>A server with a device token, activation and a gateway in front.</summary>
    public sealed class Closed : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync(
            ScriptedServer.WithoutProbes, "--VoiceBus:Transport:DeviceToken=let-me-in", "--VoiceBus:Provisioning:Activation:Enabled=true",
            "--VoiceBus:Provisioning:Mqtt:Endpoint=mqtt.example.org:1883", $"--VoiceBus:Provisioning:Mqtt:SignatureKey={SignatureKey}");

        public Task DisposeAsync() => Server.DisposeAsync().AsTask();
    }
}
