using System.Net;
using System.Net.WebSockets;
using System.Text;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Transport;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Wire;

/// <summary>What a device may send, over real sockets: more of it waits or is refused, and everybody else goes on.</summary>
public sealed class DeviceLimitsTests : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Ct => _deadline.Token;

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task Text_messages_beyond_twenty_a_second_wait_at_the_socket_and_none_is_lost()
    {
        const int Pings = 60;
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await scripted.Server.ConnectAsync(Ct);
        var from = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Pings; i++)
            await device.SendTextAsync(ClientMessages.Ping(device.SessionId), Ct);
        for (var pongs = 0; pongs < Pings; pongs++)
            await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.Pong }, Ct);

        // The hello was one; 20 are free.
        TimeProvider.System.GetElapsedTime(from).ShouldBeGreaterThan(TimeSpan.FromSeconds((Pings - 20) / 20.0 * 0.9));
        await Eventually.TrueAsync(() => scripted.Events.Of<LimitReached>().Any(@event => @event.Limit == LimitNames.TextMessages));
    }

    [Fact]
    public async Task However_fast_a_device_types_the_model_is_asked_no_more_than_twenty_times_a_second()
    {
        const int Texts = 60;
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await scripted.Server.ConnectAsync(Ct);
        var from = TimeProvider.System.GetTimestamp();
        var typing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Texts; i++)
                    await device.DetectAsync($"question {i}", Ct);
            }, Ct);
        await Eventually.TrueAsync(
            () =>
            {
                scripted.Llm.Opened.ShouldBeLessThanOrEqualTo(20 + (int)(20 * TimeProvider.System.GetElapsedTime(from).TotalSeconds) + 1);
                return scripted.Events.Of<TurnStarted>().Any(turn => turn.Text == $"question {Texts - 1}");
            },
            () => $"{scripted.Events.Of<TurnStarted>().Count()} turns");
        await typing;
        await device.DisposeAsync();
        await scripted.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task A_text_of_a_megabyte_reaches_no_model_and_the_device_is_told()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await scripted.Server.ConnectAsync(Ct);
        await device.DetectAsync(new string('a', 900_000), Ct);
        (await device.WaitForAsync<ServerMessage.Alert>(Ct)).Message.ShouldContain("2000 are the most");
        (await device.TypeAsync("still there?", Ct)).Sentences.ShouldNotBeEmpty();
        scripted.Llm.Opened.ShouldBe(1);
        (await scripted.Events.TheOneAsync<LimitReached>()).Who.ShouldBe(scripted.Server.Sessions.Sessions.Single().DeviceId);
    }

    [Fact]
    public async Task A_message_without_an_end_is_given_up_and_its_connection_closed()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Limits:MessageTimeoutMs=1000");
        using var socket = await GreetAsync(scripted.Server.Socket);
        await socket.SendAsync(new byte[1000], WebSocketMessageType.Text, endOfMessage: false, Ct);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, Ct) is { MessageType: not WebSocketMessageType.Close })
        {
            // Whatever else it is told.
        }

        socket.CloseStatusDescription.ShouldBe("a message took too long");
        await scripted.Server.ShouldBecomeQuietAsync();
        (await scripted.Events.TheseAsync<LimitReached>(1))[0].Limit.ShouldBe(LimitNames.MessageTimeout);
    }

    [Fact]
    public async Task Unfinished_messages_of_all_devices_together_take_no_more_memory_than_allowed()
    {
        const int Sockets = 6;
        const int Allowed = 1 << 20;
        await using var scripted = await ScriptedServer.StartAsync(args: $"--VoiceBus:Limits:UnfinishedBytes={Allowed}");
        var unfinished = scripted.Server.Get<TransportServices>().Unfinished;
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < Sockets; i++)
            {
                sockets.Add(await GreetAsync(scripted.Server.Socket));
                await sockets[i].SendAsync(new byte[900_000], WebSocketMessageType.Binary, endOfMessage: false, Ct);
                unfinished.Bytes.ShouldBeLessThanOrEqualTo(Allowed + (Sockets * 4096));
            }

            foreach (var socket in sockets)
                await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, endOfMessage: true, Ct);
            await Eventually.TrueAsync(() => unfinished.Bytes == 0 || scripted.Events.Of<LimitReached>().Any());
            foreach (var socket in sockets)
                await PingAsync(socket);
            (await scripted.Events.TheseAsync<LimitReached>(1)).ShouldContain(@event => @event.Limit == LimitNames.UnfinishedBytes);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }

        await scripted.Server.ShouldBecomeQuietAsync();
        unfinished.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Sessions_of_devices_that_flood_with_aborts_and_vanish_are_gone_soon()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var abort = ClientMessages.Abort("", null);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var socket = await GreetAsync(scripted.Server.Socket);
            await socket.SendAsync(ClientMessages.ListenDetect("", "hello"), WebSocketMessageType.Text, true, Ct);
            for (var i = 0; i < 2000; i++)
            {
                var sending = socket.SendAsync(abort, WebSocketMessageType.Text, true, Ct);
                if (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct)) != sending)
                    break; // It is held back, as it should be.
            }

            socket.Abort();
        }));
        var from = TimeProvider.System.GetTimestamp();
        await scripted.Server.ShouldBecomeQuietAsync();
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task When_a_device_has_its_hello_its_session_takes_commands()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            using var socket = await GreetAsync(scripted.Server.Socket);
            scripted.Server.Sessions.Sessions.Single().Inbox.ShouldNotBeNull().Post(new Core.Sessions.SessionCommand.Close("enough")).ShouldBeTrue();
            socket.Abort();
            await scripted.Server.ShouldBecomeQuietAsync();
        }
    }

    [Fact]
    public async Task Audio_that_cannot_be_understood_is_counted_where_an_operator_looks()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await scripted.Server.ConnectAsync(Ct, version: 3);
        for (var i = 0; i < 500; i++)
            await device.SendBinaryAsync(new byte[] { 1, 2 }, Ct);
        await Eventually.TrueAsync(() => scripted.Server.Sessions.Sessions.Single().MalformedAudio == 500);
        await scripted.CatchUpAsync();

        using var http = new HttpClient { BaseAddress = scripted.Server.Http };
        (await http.GetStringAsync(new Uri($"/api/sessions/{device.SessionId}", UriKind.Relative), Ct)).ShouldContain("\"malformed_audio\":500");
        (await http.GetStringAsync(new Uri("/api/event-bus/status", UriKind.Relative), Ct)).ShouldContain("\"malformed_audio_frames\":500");
        (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct)).ShouldContain("voicebus_audio_malformed");
        // Each is counted, few are told.
        scripted.Events.Of<DeviceMessageIgnored>().Count().ShouldBeLessThan(100);
        await device.DisposeAsync();
        await scripted.Server.ShouldBecomeQuietAsync();
        await scripted.CatchUpAsync();
        scripted.Events.Of<DeviceMessageIgnored>().Sum(@event => @event.Times).ShouldBe(500);
    }

    [Fact]
    public async Task Wrong_tokens_of_an_address_are_not_looked_at_any_more_after_ten()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Transport:DeviceToken=right");
        for (var i = 0; i < 10; i++)
            (await TryAsync($"wrong {i}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync("wrong again")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await TryAsync("right")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await TryAsync(null)).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> TryAsync(string? token)
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            if (token is not null)
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            await Should.ThrowAsync<WebSocketException>(socket.ConnectAsync(scripted.Server.Socket, Ct));
            return socket.HttpStatusCode;
        }
    }

    private async Task<ClientWebSocket> GreetAsync(Uri url)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, Ct);
        await socket.SendAsync("""{"type":"hello"}"""u8.ToArray(), WebSocketMessageType.Text, true, Ct);
        var buffer = new byte[4096];
        var greeted = await socket.ReceiveAsync(buffer, Ct);
        Encoding.UTF8.GetString(buffer, 0, greeted.Count).ShouldContain("\"type\":\"hello\"");
        return socket;
    }

    private async Task PingAsync(ClientWebSocket socket)
    {
        await socket.SendAsync(ClientMessages.Ping(""), WebSocketMessageType.Text, true, Ct);
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Ct);
            received.MessageType.ShouldBe(WebSocketMessageType.Text);
            if (Encoding.UTF8.GetString(buffer, 0, received.Count).Contains("pong", StringComparison.Ordinal))
                return;
        }
    }
}
