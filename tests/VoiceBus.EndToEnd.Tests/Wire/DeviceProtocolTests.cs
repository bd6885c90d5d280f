using System.Net;
using System.Net.WebSockets;
using System.Text;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Wire;

/// <summary>What devices do and send that no specification foresaw (protocol.md), against the real server.</summary>
public sealed class DeviceProtocolTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Garbage_is_answered_or_ignored_and_the_conversation_goes_on()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        string[] garbage =
        [
            "{", "42", "null", "[]", "\"hello\"", "{}", """{"type":7}""", """{"type":"listen"}""", """{"type":"listen","state":"detect","text":""}""",
            """{"type":"listen","state":"start","mode":"telepathy"}""", """{"type":"iot","update":true,"states":[]}""", """{"type":"mcp","payload":[]}""",
            """{"type":"vision"}""", """{"type":"hello","version":1}""", """{"type":"listen","state":"detect","text":"say "hi""}""",
        ];
        foreach (var message in garbage)
            await device.SendTextAsync(Encoding.UTF8.GetBytes(message), deadline.Token);
        foreach (var packet in new byte[][] { [], [0xff], [0xff, 0xff, 0xff], new byte[5000] })
            await device.SendBinaryAsync(packet, deadline.Token);
        await device.SendTextAsync(new byte[2_000_000], deadline.Token);

        var turn = await device.TypeAsync("still there?", deadline.Token);
        turn.Sentences.ShouldNotBeEmpty();
        var answers = turn.Events.OfType<MessageReceived>().Select(received => received.Message).OfType<ServerMessage.Error>().ToArray();
        answers.ShouldNotBeEmpty();
        answers.Length.ShouldBeLessThanOrEqualTo(10);
        scripted.Events.Of<DeviceMessageIgnored>().Count().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ws")]
    [InlineData("/xiaozhi/v1/")]
    [InlineData("/anything/else")]
    public async Task Any_path_and_an_identity_in_the_query_open_a_session(string path)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync();
        var url = new UriBuilder(scripted.Server.Socket) { Path = path }.Uri;
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = url, DeviceId = "web-1", IdentityInQuery = true }, deadline.Token);

        device.Hello.Transport.ShouldBe("websocket");
        device.Hello.Audio.ShouldBe(AudioParams.ServerDefault);
        scripted.Server.Sessions.FindByDevice("web-1").ShouldNotBeNull().Id.ShouldBe(device.SessionId);
    }

    [Fact]
    public async Task A_hello_without_audio_parameters_gets_the_defaults()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(scripted.Server.Socket, deadline.Token);
        await socket.SendAsync("""{"type":"hello","device_id":"web"}"""u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, deadline.Token);

        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe(
            $$$"""{"type":"hello","version":1,"transport":"websocket","audio_params":{"format":"opus","sample_rate":24000,"channels":1,"frame_duration":60},"session_id":"{{{scripted.Server.Sessions.Sessions.Single().Id}}}"}""");
    }

    [Fact]
    public async Task A_wrong_hello_is_told_what_would_be_right_and_may_try_again()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(scripted.Server.Socket, deadline.Token);
        var buffer = new byte[4096];
        await socket.SendAsync("""{"type":"hello","audio_params":{"format":"mp3"}}"""u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
        var refused = await socket.ReceiveAsync(buffer, deadline.Token);
        Encoding.UTF8.GetString(buffer, 0, refused.Count).ShouldContain("send 'opus' or 'pcm'");
        await socket.SendAsync("""{"type":"hello"}"""u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
        var greeted = await socket.ReceiveAsync(buffer, deadline.Token);
        Encoding.UTF8.GetString(buffer, 0, greeted.Count).ShouldContain("\"type\":\"hello\"");
    }

    [Fact]
    public async Task A_device_that_never_says_hello_is_sent_away()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Transport:HelloTimeout=00:00:01");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(server.Socket, deadline.Token);
        var received = await socket.ReceiveAsync(new byte[1024], deadline.Token);

        received.MessageType.ShouldBe(WebSocketMessageType.Close);
        received.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        socket.Abort();
        await server.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task A_device_that_asks_for_pcm_gets_one_frame_of_samples_per_message()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 5);
        scripted.Answer = _ => "Fine.";
        await using var device = await scripted.Server.ConnectAsync(
            deadline.Token, audio: AudioParams.DeviceDefault with { Format = AudioParams.Pcm });
        device.Hello.Audio.Format.ShouldBe(AudioParams.Pcm);
        await device.DetectAsync("hi", deadline.Token);
        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);

        var packets = events.OfType<AudioReceived>().Select(audio => audio.Payload.ToArray()).ToArray();
        packets.Length.ShouldBe(5);
        packets.ShouldAllBe(packet => packet.Length == 24_000 * 60 / 1000 * 2);
        packets.Select(packet => (int)packet[0]).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task A_token_is_asked_for_before_the_upgrade_when_one_is_set()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Transport:DeviceToken=let-me-in");
        using var http = new HttpClient();
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, server.Http);
        upgrade.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        upgrade.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        (await http.SendAsync(upgrade, deadline.Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = server.Socket, Token = "let-me-in" }, deadline.Token);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye_properly()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var scripted = await ScriptedServer.StartAsync(framesPerSentence: 50);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        await device.DetectAsync("tell me more", deadline.Token);
        await device.ReadUntilAsync(static e => e is AudioReceived, deadline.Token);
        var stopping = scripted.DisposeAsync();
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);
        (await device.Completion.WaitAsync(deadline.Token)).Reason.ShouldBe(DeviceEndReason.ServerClosed);
        await stopping;
    }
}
