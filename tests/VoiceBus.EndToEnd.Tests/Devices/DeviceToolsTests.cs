using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.Device.Mcp;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Providers.Assistant;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>A model at the controls of the device it speaks through, over the real server and its socket.</summary>
public sealed class DeviceToolsTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _limit = new(_deadline);

    private CancellationToken Deadline => _limit.Token;

    [Fact]
    public async Task The_built_in_assistant_turns_the_volume_down_when_told()
    {
        await using var scripted = await ScriptedServer.StartAsync(mind: () => new BuiltInAssistant(TimeProvider.System));
        var tools = new DeviceTools();
        await using var device = await ConnectAsync(scripted, tools);

        (await device.TypeAsync("Turn the volume down to 20.", Deadline)).Answer.ShouldBe(["The volume is now 20."]);
        tools.Volume.ShouldBe(20);
        (await device.TypeAsync("volume up", Deadline)).Answer.ShouldBe(["The volume is now 30."]);
        tools.Volume.ShouldBe(30);
        (await device.TypeAsync("亮度五十", Deadline)).Answer.ShouldBe(["亮度已调到50。"]);
        tools.Brightness.ShouldBe(50);
        (await device.TypeAsync("What is the battery level?", Deadline)).Answer.ShouldBe(["The battery is at 87 percent."]);
        scripted.Events.Of<DeviceToolsListed>().ShouldHaveSingleItem().Tools.ShouldBe(3);
    }

    [Fact]
    public async Task A_spoken_wish_reaches_the_device_and_the_confirmation_is_heard()
    {
        await using var scripted = await ScriptedServer.StartAsync(mind: () => new BuiltInAssistant(TimeProvider.System));
        scripted.Heard = "Turn the volume down to twenty.";
        var tools = new DeviceTools();
        await using var device = await ConnectAsync(scripted, tools);

        await device.PushToTalkAsync(Deadline);
        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
        tools.Volume.ShouldBe(20);
        Messages(events).OfType<ServerMessage.SentenceStart>().Last().Text.ShouldBe("The volume is now 20.");
        events.OfType<AudioReceived>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Tools_of_every_page_are_offered_under_names_and_types_both_sides_take()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard();
        for (var i = 0; i < 60; i++)
            board.Add($"self.board.tool_{i}", """{"level":{"type":"integer","minimum":0,"maximum":9}}""", new string('x', 400));
        board.Tools.Add(("self.reboot", """{"name":"self.reboot","annotations":{"audience":["user"]},"inputSchema":{}}"""));
        JsonElement seen = default;
        board.Call = (_, arguments) => { seen = arguments; return QuirkyBoard.Text("done"); };
        scripted.Model = Calls("self_board_tool_59", new() { ["level"] = "7", ["nonsense"] = true });
        await using var device = await ConnectAsync(scripted, board);

        (await device.TypeAsync("go", Deadline)).Answer.ShouldBe(["The tool said: done."]);
        board.Called.ShouldBe(["self.board.tool_59"]);
        seen.GetRawText().ShouldBe("""{"level":7}""");
        board.Requests.Count(static r => r.GetProperty("method").GetString() == "tools/list").ShouldBeGreaterThan(3);
        scripted.Events.Of<DeviceToolsListed>().Single().Tools.ShouldBe(60, "a tool for people only is not the model's");
        var hello = board.Requests.First();
        hello.GetProperty("method").GetString().ShouldBe("initialize");
        hello.GetProperty("params").GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");
    }

    [Theory]
    [InlineData("Unknown tool: self.thing", "Unknown tool: self.thing")]
    [InlineData("Cannot open \"door\" {1}", "Cannot open \"door\" {1}")]
    [InlineData("line one\nline two \\ end", "line one\nline two \\ end")]
    public async Task A_refusal_without_code_and_without_escapes_is_told_at_once(string reason, string heard)
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { Call = static (_, _) => null };
        board.Add("self.thing");
        string? result = null;
        scripted.Model = Calls("self_thing", [], said => result = said);
        await using var device = await ConnectAsync(scripted, board);
        await device.DetectAsync("go", Deadline);
        await QuirkyBoard.RefuseAsync(device, await board.NextCallAsync(Deadline), reason, Deadline);

        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
        result.ShouldNotBeNull();
        result.ShouldContain(heard);
        (await scripted.Events.TheOneAsync<DeviceToolCalled>()).Outcome.ShouldBe("refused");
    }

    [Theory]
    [InlineData("go", "One moment.")]
    [InlineData("请打开", "请稍等。")]
    public async Task While_a_tool_is_slow_something_is_said_once(string wish, string filler)
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { Call = static (_, _) => null };
        board.Add("self.slow");
        scripted.Model = Calls("self_slow", []);
        await using var device = await ConnectAsync(scripted, board);
        await device.DetectAsync(wish, Deadline);
        var call = await board.NextCallAsync(Deadline);
        var before = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.SentenceEnd }, Deadline);
        await QuirkyBoard.AnswerAsync(device, call, QuirkyBoard.Text("fine"), Deadline);
        var after = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);

        Messages([.. before, .. after]).OfType<ServerMessage.SentenceStart>().Select(static s => s.Text).ShouldBe([filler, "The tool said: fine."]);
        Messages([.. before, .. after]).OfType<ServerMessage.TtsStart>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task After_a_barge_in_the_late_result_starts_no_speech()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { Call = static (_, _) => null };
        board.Add("self.slow");
        scripted.Model = Calls("self_slow", []);
        await using var device = await ConnectAsync(scripted, board);
        await device.DetectAsync("go", Deadline);
        var call = await board.NextCallAsync(Deadline);
        await device.SendTextAsync(ClientMessages.Abort(device.SessionId, null), Deadline);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
        await QuirkyBoard.AnswerAsync(device, call, QuirkyBoard.Text("late"), Deadline);
        scripted.Model = null;

        var next = await device.TypeAsync("still there?", Deadline);
        next.Sentences.ShouldNotContain(static s => s.Contains("late"));
        Messages(next.Events).OfType<ServerMessage.TtsStart>().ShouldHaveSingleItem();
        Messages(next.Events).First().ShouldBeOfType<ServerMessage.Stt>();
        (await scripted.Events.TheOneAsync<DeviceToolCalled>()).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_device_runs_one_tool_at_a_time()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { Call = static (_, _) => null };
        board.Add("self.one");
        board.Add("self.two");
        scripted.Model = static messages => messages[^1].Role == ChatRole.Tool
            ? [new TextContent("Both done.")]
            : [new FunctionCallContent("1", "self_one"), new FunctionCallContent("2", "self_two")];
        await using var device = await ConnectAsync(scripted, board);
        await device.DetectAsync("go", Deadline);
        var first = await board.NextCallAsync(Deadline);
        // The first answer is what lets the second request out: an answer for it proves that it was not sent before.
        board.Called.Count().ShouldBe(1);
        await QuirkyBoard.AnswerAsync(device, first, QuirkyBoard.Text("a"), Deadline);
        await QuirkyBoard.AnswerAsync(device, await board.NextCallAsync(Deadline), QuirkyBoard.Text("b"), Deadline);

        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
        Messages(events).OfType<ServerMessage.SentenceStart>().Last().Text.ShouldBe("Both done.");
        board.Called.Order().ShouldBe(["self.one", "self.two"]);
    }

    [Fact]
    public async Task A_socket_that_breaks_ends_the_call_with_it()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { Call = static (_, _) => null };
        board.Add("self.slow");
        scripted.Model = Calls("self_slow", []);
        await using var device = await ConnectAsync(scripted, board);
        await device.DetectAsync("go", Deadline);
        await board.NextCallAsync(Deadline);
        await device.DisconnectAsync();

        await scripted.ShouldBecomeQuietAsync();
        (await scripted.Events.TheOneAsync<DeviceToolCalled>()).Took.ShouldBeLessThan(TimeSpan.FromSeconds(25), "it did not wait for its deadline");
    }

    [Fact]
    public async Task A_device_that_answers_nothing_still_gets_its_replies()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var board = new QuirkyBoard { IsDead = true };
        await using (var device = await ConnectAsync(scripted, board))
        {
            scripted.Answer = static _ => "Fine.";
            (await device.TypeAsync("how are you", Deadline)).Sentences.ShouldBe(["Fine."]);
            (await device.TypeAsync("and now", Deadline)).Sentences.ShouldBe(["Fine."]);
            board.Requests.Select(static r => r.GetProperty("method").GetString()).ShouldBe(["initialize"]);
        }

        await scripted.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task Things_of_old_firmware_are_tools_too()
    {
        await using var scripted = await ScriptedServer.StartAsync(mind: () => new BuiltInAssistant(TimeProvider.System));
        await using var device = await DeviceClient.ConnectAsync(new DeviceClientOptions { Url = scripted.Server.Socket }, Deadline);
        await device.SendTextAsync(Encoding.UTF8.GetBytes("""
            {"session_id":"","type":"iot","update":true,"descriptors":[{"name":"Speaker","description":"the loudspeaker",
             "properties":{"volume":{"description":"volume","type":"number"}},
             "methods":{"SetVolume":{"description":"set the volume","parameters":{"volume":{"description":"0 to 100","type":"number"}}}}}]}
            """), Deadline);
        await device.SendTextAsync("""{"type":"iot","update":true,"states":[{"name":"Speaker","state":{"volume":70}}]}"""u8.ToArray(), Deadline);
        await device.DetectAsync("volume up", Deadline);

        var command = await device.WaitForAsync<ServerMessage.Iot>(Deadline);
        command.Body.GetProperty("commands").GetRawText().ShouldBe("""[{"name":"Speaker","method":"SetVolume","parameters":{"volume":80}}]""");
    }

    [Fact]
    public async Task A_device_that_says_goodbye_is_let_go()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var device = await DeviceClient.ConnectAsync(new DeviceClientOptions { Url = scripted.Server.Socket }, Deadline);
        await device.SendTextAsync(ClientMessages.Goodbye(device.SessionId), Deadline);

        (await device.Completion.WaitAsync(Deadline)).Reason.ShouldBe(DeviceEndReason.ServerClosed);
        await scripted.ShouldBecomeQuietAsync();
        (await scripted.Events.TheOneAsync<SessionClosed>()).Reason.ShouldBe("the device said goodbye");
    }

    // Until the tools are known, so that a cold start does not decide what a test sees.
    private async Task<DeviceClient> ConnectAsync(ScriptedServer scripted, IDeviceMcpServer tools)
    {
        var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = scripted.Server.Socket, Features = new DeviceFeatures { Mcp = true }, Tools = tools }, Deadline);
        if (tools is not QuirkyBoard { IsDead: true })
            await scripted.Events.TheOneAsync<DeviceToolsListed>();
        return device;
    }

    private static IEnumerable<ServerMessage> Messages(IReadOnlyList<DeviceEvent> events) =>
        events.OfType<MessageReceived>().Select(static e => e.Message).Where(static m => m is not (ServerMessage.Mcp or ServerMessage.Hello));

    private static Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> Calls(
        string tool, Dictionary<string, object?> arguments, Action<string>? result = null) => messages =>
        {
            if (messages[^1].Role != ChatRole.Tool)
                return [new FunctionCallContent("1", tool, arguments)];
            var said = messages[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString() ?? "";
            result?.Invoke(said);
            return [new TextContent($"The tool said: {said}.")];
        };
}
