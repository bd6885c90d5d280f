using System.Net.WebSockets;
using VoiceBus.Device.Mcp;
using VoiceBus.Device.Tests.Scripted;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Tests.Connection;

public sealed class DeviceClientTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Audio_crosses_in_every_framing_both_ways(int version)
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            var (payload, timestamp) = await line.ReadAudioAsync();
            timestamp.ShouldBe(version == 2 ? 7u : 0u);
            await line.SendAudioAsync([.. payload, 99], 60);
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server, o => o with { ProtocolVersion = version });
        await device.SendAudioAsync(new byte[] { 1, 2, 3 }, Limit.Token(), 7);
        var read = await device.ReadUntilAsync(e => e is AudioReceived, Limit.Token());
        var audio = (AudioReceived)read[^1];
        audio.Payload.ToArray().ShouldBe([1, 2, 3, 99]);
        audio.TimestampMs.ShouldBe(version == 2 ? 60u : 0u);
        device.Counts.ShouldBe(new DeviceCounts(1, 1, 4, 0, 1, 1));
    }

    [Fact]
    public async Task A_frame_with_a_broken_header_is_an_event_and_the_connection_lives_on()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.SendBinaryAsync([0, 0, 0xFF, 0xFF, 1]);
            await line.SendAsync(ServerMessages.Stt("s", "hi"));
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server, o => o with { ProtocolVersion = 3 });
        var read = await device.ReadUntilAsync(e => e is MessageReceived { Message: ServerMessage.Stt }, Limit.Token());
        read.OfType<BrokenFrameReceived>().ShouldHaveSingleItem().Reason.ShouldContain("promises");
        device.Counts.BrokenFramesReceived.ShouldBe(1);
    }

    [Fact]
    public async Task Every_word_of_a_device_arrives_with_the_session_id()
    {
        var heard = new List<ClientMessage>();
        var all = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            for (var i = 0; i < 8; i++)
                heard.Add(await line.ReadAsync<ClientMessage>());
            all.SetResult();
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server);
        var ct = Limit.Token();
        await device.ListenStartAsync(ListenMode.Realtime, ct);
        await device.ListenStopAsync(ct);
        await device.DetectAsync("你好", ct);
        await device.AbortAsync("wake_word_detected", ct);
        await device.SendTextAsync(ClientMessages.Chat(device.SessionId, "hi"), ct);
        await device.SendTextAsync(ClientMessages.Ping(device.SessionId), ct);
        await device.SendTextAsync("garbage"u8.ToArray(), ct);
        await device.SendTextAsync(ClientMessages.Goodbye(device.SessionId), ct);
        await all.Task.WaitAsync(ct);
        var id = ScriptedConnection.SessionId;
        heard.ShouldBe(
        [
            new ClientMessage.ListenStart(ListenMode.Realtime) { SessionId = id },
            new ClientMessage.ListenStop { SessionId = id },
            new ClientMessage.ListenDetect("你好") { SessionId = id },
            new ClientMessage.Abort("wake_word_detected") { SessionId = id },
            new ClientMessage.TextChat("hi") { SessionId = id },
            new ClientMessage.Ping { SessionId = id },
            new ClientMessage.Malformed("invalid JSON at byte 0"),
            new ClientMessage.Goodbye { SessionId = id },
        ]);
    }

    [Fact]
    public async Task Events_come_in_order_with_rising_times_and_a_long_message_whole()
    {
        var longText = string.Concat(Enumerable.Repeat("长句子 ", 20_000));
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.SendAsync(ServerMessages.TtsStart("s"));
            await line.SendAudioAsync([1]);
            await line.SendAsync(ServerMessages.SentenceStart("s", longText));
            await line.SendAsync(ServerMessages.TtsStop("s"));
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server);
        var read = await device.ReadUntilAsync(e => e is MessageReceived { Message: ServerMessage.TtsStop }, Limit.Token());
        read.Select(e => e is MessageReceived m ? m.Message.GetType().Name : "audio")
            .ShouldBe(["Hello", "TtsStart", "audio", "SentenceStart", "TtsStop"]);
        read.Select(e => e.At).ShouldBeInOrder();
        ((ServerMessage.SentenceStart)((MessageReceived)read[3]).Message).Text.ShouldBe(longText);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_ends_the_connection()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.SendBinaryAsync(new byte[100_000]);
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server, o => o with { MaxMessageBytes = 65536 });
        (await device.Completion.WaitAsync(Limit.Token())).Reason.ShouldBe(DeviceEndReason.MessageTooLong);
    }

    [Fact]
    public async Task A_server_that_closes_ends_the_events_and_tells_why()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.SendAsync(ServerMessages.TtsStop("s"));
            await line.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye");
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server);
        var failure = await Should.ThrowAsync<DeviceException>(device.WaitForAsync<ServerMessage.Stt>(Limit.Token()));
        failure.Failure.ShouldBe(DeviceFailure.Closed);
        failure.Message.ShouldContain("1000 bye");
        (await device.Completion).Reason.ShouldBe(DeviceEndReason.ServerClosed);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_lost_and_sending_then_fails_typed()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.ReadAsync<ClientMessage.Ping>();
            line.Abort();
        });
        await using var device = await ConnectAsync(server);
        await device.SendTextAsync(ClientMessages.Ping(device.SessionId), Limit.Token());
        (await device.Completion.WaitAsync(Limit.Token())).Reason.ShouldBe(DeviceEndReason.Lost);
        (await Should.ThrowAsync<DeviceException>(device.SendTextAsync(ClientMessages.Ping(device.SessionId), Limit.Token()))).Failure.ShouldBe(DeviceFailure.Closed);
    }

    [Fact]
    public async Task Losing_power_is_seen_by_the_server_without_a_close_frame()
    {
        var ended = new TaskCompletionSource<Exception>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            ended.SetResult(await Should.ThrowAsync<Exception>(line.ReceiveAsync()));
        });
        await using var device = await ConnectAsync(server);
        (await device.DisconnectAsync()).Reason.ShouldBe(DeviceEndReason.ClosedHere);
        // A close frame would be an orderly message type, a vanished device is an exception of the transport.
        var seen = await ended.Task.WaitAsync(Limit.Token());
        (seen is WebSocketException or OperationCanceledException).ShouldBeTrue(seen.ToString());
    }

    [Fact]
    public async Task Mcp_requests_are_answered_and_still_seen()
    {
        var answer = new TaskCompletionSource<ClientMessage.Mcp>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.SendAsync(ServerMessages.Mcp("s9", """
                {"jsonrpc":"2.0","id":1000,"method":"tools/call","params":{"name":"self.audio_speaker.set_volume","arguments":{"volume":33}}}
                """u8.ToArray()));
            answer.SetResult(await line.ReadAsync<ClientMessage.Mcp>());
            await line.UntilHangUpAsync();
        });
        var tools = new DeviceTools();
        await using var device = await ConnectAsync(server, o => o with { Tools = tools });
        await device.WaitForAsync<ServerMessage.Mcp>(Limit.Token());
        var got = await answer.Task.WaitAsync(Limit.Token());
        got.SessionId.ShouldBe("s9");
        got.Payload.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("true");
        tools.Volume.ShouldBe(33);
    }

    [Fact]
    public async Task Fifty_devices_talk_at_once_in_one_process()
    {
        const int Devices = 50;
        const int Frames = 20;
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            for (var i = 0; i < Frames; i++)
                await line.SendAudioAsync((await line.ReadAudioAsync()).Payload);
            await line.UntilHangUpAsync();
        });
        var ct = Limit.Token();
        await Task.WhenAll(Enumerable.Range(0, Devices).Select(async n =>
        {
            await using var device = await ConnectAsync(server);
            for (var i = 0; i < Frames; i++)
                await device.SendAudioAsync(new[] { (byte)n, (byte)i }, ct);
            var seen = 0;
            var read = await device.ReadUntilAsync(e => e is AudioReceived && ++seen == Frames, ct);
            read.OfType<AudioReceived>().Select(a => ((int)a.Payload.Span[0], (int)a.Payload.Span[1]))
                .ShouldBe(Enumerable.Range(0, Frames).Select(i => (n, i)));
        }));
    }

    [Fact]
    public async Task A_reader_that_sleeps_does_not_lose_events()
    {
        const int Messages = 500;
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            for (var i = 0; i < Messages; i++)
                await line.SendAudioAsync([(byte)i]);
            await line.SendAsync(ServerMessages.TtsStop("s"));
            await line.UntilHangUpAsync();
        });
        await using var device = await ConnectAsync(server, o => o with { EventCapacity = 4 });
        var read = await device.ReadUntilAsync(e => e is MessageReceived { Message: ServerMessage.TtsStop }, Limit.Token());
        read.OfType<AudioReceived>().Select(a => a.Payload.Span[0])
            .ShouldBe(Enumerable.Range(0, Messages).Select(i => (byte)i));
    }

    [Fact]
    public async Task Disposing_twice_and_with_unread_events_is_fine()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            for (var i = 0; i < 50; i++)
                await line.SendAudioAsync([1]);
            await line.UntilHangUpAsync();
        });
        var device = await ConnectAsync(server, o => o with { EventCapacity = 2 });
        await device.DisposeAsync();
        await device.DisposeAsync();
        (await device.Completion).Reason.ShouldBeOneOf(DeviceEndReason.ClosedHere, DeviceEndReason.Lost);
    }

    private static Task<DeviceClient> ConnectAsync(
        ScriptedServer server, Func<DeviceClientOptions, DeviceClientOptions>? with = null)
    {
        var options = new DeviceClientOptions { Url = server.Url };
        return DeviceClient.ConnectAsync(with?.Invoke(options) ?? options, Limit.Token());
    }
}
