using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Tools;

/// <summary>What is said or typed, a model, a tool of a real MCP server, and the answer as it is heard.</summary>
public sealed class ServerToolsTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120));
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-tools-").FullName;

    private CancellationToken Deadline => _limit.Token;

    private string Config => Path.Combine(_folder, "mcp-servers.json");

    public ValueTask DisposeAsync()
    {
        _limit.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_typed_question_is_answered_with_a_tool_of_a_stdio_server()
    {
        await using var scripted = await StartAsync(("everything", McpServers.EverythingEntry));
        await ConnectedAsync(scripted, "everything");
        scripted.Model = Calls("everything__get-sum", new() { ["a"] = 40, ["b"] = 2 });
        await using var device = await scripted.Server.ConnectAsync(Deadline);

        var heard = await device.TypeAsync("How much is forty and two?", Deadline);
        heard.Text.ShouldContain("42");
        heard.Audio.Samples.Length.ShouldBeGreaterThan(0);
        var called = await scripted.Events.TheOneAsync<ToolServerCalled>();
        called.ShouldBe(new ToolServerCalled("everything", "get-sum", "completed", called.Took));
    }

    [Fact]
    public async Task A_spoken_question_is_answered_with_a_tool_of_an_http_server()
    {
        await using var server = await EverythingOverHttp.StartAsync(0, Deadline);
        await using var scripted = await StartAsync(("remote", new { url = server.Url }));
        await ConnectedAsync(scripted, "remote");
        scripted.Heard = "Echo hello.";
        scripted.Model = Calls("remote__echo", new() { ["message"] = "hello" });
        await using var device = await scripted.Server.ConnectAsync(Deadline);

        await device.PushToTalkAsync(Deadline);
        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);
        string.Join(' ', Sentences(events)).ShouldEndWith("The tool said: Echo: hello.");
        events.OfType<AudioReceived>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Health_shows_every_server_as_it_is_and_no_secret()
    {
        await using var scripted = await StartAsync(
            ("everything", McpServers.EverythingEntry),
            ("crash", new { command = "node", args = new[] { McpServers.Bad, "crash" }, env = new { KEY = "sesame-4711" } }),
            ("nobody", new { url = "http://127.0.0.1:9/mcp", headers = new { Authorization = "Bearer sesame-4711" } }),
            ("wrong", new { command = "node", env = new { KEY = "${VOICEBUS_NOT_SET_ANYWHERE}" } }),
            ("off", new { command = "node", disabled = true }));
        await ConnectedAsync(scripted, "everything");
        await UntilAsync(scripted, "crash", ToolServerState.Unreachable);
        await UntilAsync(scripted, "nobody", ToolServerState.Unreachable);
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(scripted.Server.Http, "/api/services/health"), Deadline);

        text.ShouldNotContain("sesame");
        var mcp = JsonElement.Parse(text).GetProperty("services").EnumerateArray().Single(static s => s.GetProperty("name").GetString() == "mcp");
        var servers = mcp.GetProperty("servers").EnumerateArray().ToDictionary(static s => s.GetProperty("name").GetString()!);
        servers.ToDictionary(static s => s.Key, static s => s.Value.GetProperty("status").GetString()).ShouldBe(new Dictionary<string, string?>
        {
            ["everything"] = "connected",
            ["crash"] = "unreachable",
            ["nobody"] = "unreachable",
            ["wrong"] = "misconfigured",
            ["off"] = "disabled",
        }, ignoreOrder: true);
        servers["everything"].GetProperty("tools").GetInt32().ShouldBeGreaterThan(8);
        servers["everything"].GetProperty("latency").GetDouble().ShouldBeGreaterThan(0);
        servers["everything"].GetProperty("transport").GetString().ShouldBe("stdio");
        servers["wrong"].GetProperty("detail").GetString().ShouldBe("mcpServers.wrong.env.KEY: the environment variable VOICEBUS_NOT_SET_ANYWHERE is not set");
        mcp.GetProperty("providers").EnumerateArray().Select(static p => p.GetProperty("name").GetString()).ShouldBe(["built-in", "everything", "crash", "nobody"]);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_up_neither_another_nor_a_turn()
    {
        await using var scripted = await StartAsync(("hangs", McpServers.BadEntry("hang")), ("bad", McpServers.BadEntry()));
        await ConnectedAsync(scripted, "bad");
        IList<string>? offered = null;
        scripted.Model = messages =>
        {
            offered = [.. messages.Select(static m => m.Text)];
            return messages[^1].Role == ChatRole.Tool ? [new TextContent("Fine.")] : [new FunctionCallContent("1", "bad__pid")];
        };
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        var from = TimeProvider.System.GetTimestamp();

        (await device.TypeAsync("go", Deadline)).Answer.ShouldBe(["Fine."]);
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(20), "the server that hangs has a minute to start");
        (await scripted.Events.TheOneAsync<ToolServerCalled>()).Outcome.ShouldBe("completed");
        scripted.Server.Get<ToolServers>().GetStatus().Single(static s => s.Name == "hangs").State.ShouldBe(ToolServerState.Connecting);
    }

    [Fact]
    public async Task A_server_that_dies_in_a_call_is_an_answer_the_model_can_speak()
    {
        await using var scripted = await StartAsync(("bad", McpServers.BadEntry()));
        await ConnectedAsync(scripted, "bad");
        scripted.Model = Calls("bad__die", []);
        await using var device = await scripted.Server.ConnectAsync(Deadline);

        (await device.TypeAsync("go", Deadline)).Text.ShouldContain("Error: The tool server 'bad' cannot be used");
        await ConnectedAsync(scripted, "bad");
        scripted.Model = Calls("bad__cancelled", []);
        (await device.TypeAsync("again", Deadline)).Text.ShouldContain("The tool said: 0.");
    }

    [Fact]
    public async Task While_a_server_is_slow_something_is_said_and_a_barge_in_ends_it_for_good()
    {
        await using var scripted = await StartAsync(("bad", McpServers.BadEntry()));
        await ConnectedAsync(scripted, "bad");
        scripted.Model = Calls("bad__slow", []);
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        await device.DetectAsync("go", Deadline);
        var before = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.SentenceEnd }, Deadline);
        await device.SendTextAsync(ClientMessages.Abort(device.SessionId, null), Deadline);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);

        Sentences(before).ShouldBe(["One moment."]);
        (await scripted.Events.TheOneAsync<ToolServerCalled>()).Outcome.ShouldBe("cancelled");
        scripted.Model = Calls("bad__cancelled", []);
        var next = await device.TypeAsync("how many were cancelled?", Deadline);
        next.Events.OfType<MessageReceived>().Select(static e => e.Message).First().ShouldBeOfType<ServerMessage.Stt>();
        // The server is told that nobody waits, but nobody waits for that either.
        while (next.Text != "The tool said: 1.")
            next = await device.TypeAsync("how many now?", Deadline);
    }

    [Fact]
    public async Task Servers_come_and_go_with_their_file()
    {
        await using var scripted = await StartAsync();
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        scripted.Model = Calls("late__cancelled", []);
        (await device.TypeAsync("now", Deadline)).Text.ShouldContain("not found");
        await File.WriteAllTextAsync($"{Config}.new", McpServers.File(("late", McpServers.BadEntry())), Deadline);
        File.Move($"{Config}.new", Config, overwrite: true);
        await ConnectedAsync(scripted, "late");

        // Turns remember for three seconds which tools there are.
        while ((await device.TypeAsync("and now", Deadline)).Text is var text && !text.Contains("The tool said: 0."))
            text.ShouldContain("not found");
        using var http = new HttpClient();
        var health = await http.GetFromJsonAsync<JsonElement>(new Uri(scripted.Server.Http, "/api/services/health"), Deadline);
        health.GetProperty("services").EnumerateArray().Last().GetProperty("providers").EnumerateArray().Last().GetProperty("type").GetString().ShouldBe("mcp-server");
    }

    [Fact]
    public async Task What_the_live_configuration_does_not_allow_is_not_offered()
    {
        await using var scripted = await StartAsync(("bad", McpServers.BadEntry()));
        await ConnectedAsync(scripted, "bad");
        scripted.Model = Calls("bad__pid", []);
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        using var http = new HttpClient();
        using var patch = JsonContent.Create(new { tools = new { allow = new[] { "bad__c*", "set_timer" } } });
        patch.Headers.ContentType = new("application/merge-patch+json");
        (await http.PatchAsync(new Uri(scripted.Server.Http, "/api/config/decoupling"), patch, Deadline)).EnsureSuccessStatusCode();

        (await device.TypeAsync("go", Deadline)).Text.ShouldContain("not found");
        scripted.Model = Calls("bad__cancelled", []);
        (await device.TypeAsync("go", Deadline)).Text.ShouldContain("The tool said: 0.");
        (await scripted.Events.TheOneAsync<ToolServerCalled>()).Tool.ShouldBe("cancelled");
    }

    private Task<ScriptedServer> StartAsync(params (string Name, object Entry)[] servers)
    {
        File.WriteAllText(Config, McpServers.File(servers));
        return ScriptedServer.StartAsync(args: ["--VoiceBus:Data", _folder, "--VoiceBus:ToolServers:RetryDelay", "00:00:00.05"]);
    }

    private static Task ConnectedAsync(ScriptedServer scripted, string server) => UntilAsync(scripted, server, ToolServerState.Connected);

    private static Task UntilAsync(ScriptedServer scripted, string server, ToolServerState state)
    {
        var servers = scripted.Server.Get<ToolServers>();
        return Eventually.TrueAsync(
            () => servers.GetStatus().Any(s => s.Name == server && s.State == state), () => string.Join('\n', servers.GetStatus()), $"{server} is {state}");
    }

    private static IEnumerable<string> Sentences(IReadOnlyList<DeviceEvent> events) =>
        events.OfType<MessageReceived>().Select(static e => e.Message).OfType<ServerMessage.SentenceStart>().Select(static s => s.Text);

    private static Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> Calls(string tool, Dictionary<string, object?> arguments) => messages =>
        messages[^1].Role == ChatRole.Tool
            ? [new TextContent($"The tool said: {messages[^1].Contents.OfType<FunctionResultContent>().Single().Result}.")]
            : [new FunctionCallContent("1", tool, arguments)];
}
