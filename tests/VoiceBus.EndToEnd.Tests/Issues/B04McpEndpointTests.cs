using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>B4 (mcp_pipe.py of 78/mcp-calculator, shenjingnan/xiaozhi-client): tool programs dial in at the MCP endpoint.</summary>
public sealed class B04McpEndpointTests(B04McpEndpointTests.Shared shared) : IClassFixture<B04McpEndpointTests.Shared>, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly HttpClient _http = new() { BaseAddress = shared.Server.Http };

    private CancellationToken Deadline => _deadline.Token;

    [Fact]
    public async Task A_token_is_shown_once_and_a_bad_one_is_let_in_and_closed_with_1008()
    {
        var (made, url) = await MakeAsync("kitchen");
        var token = made.GetProperty("token").GetString()!;
        url.AbsolutePath.ShouldBe("/mcp_endpoint/mcp/");
        url.Scheme.ShouldBe("ws");
        (await _http.GetStringAsync("/api/mcp-endpoints", Deadline)).ShouldNotContain(token);

        foreach (var bad in new[] { "?token=wrong", "", $"?token={token}x" })
        {
            using var client = await PlainClient.ConnectAsync(new Uri(shared.Server.Socket, $"/mcp_endpoint/mcp/{bad}"), Deadline);
            (await client.UntilClosedAsync(Deadline)).Code.ShouldBe(1008);
        }

        await shared.Scripted.CatchUpAsync();
        shared.Scripted.Events.Of<ToolProgramRefused>().Count().ShouldBeGreaterThanOrEqualTo(3);
        shared.Scripted.Events.Of<ToolProgramRefused>().ShouldNotContain(told => told.Reason.Contains(token));
    }

    [Fact]
    public async Task Two_programs_at_one_address_are_merged_listed_and_called()
    {
        var (made, url) = await MakeAsync("office");
        await using var everything = await DialledProgram.PipeAsync(url, "node", [McpServers.Everything, "stdio"], Deadline);
        await using var calculator = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Calculator"), Deadline);
        var listed = await ListedAsync(made, connections: 2);

        var tools = listed.GetProperty("connections").EnumerateArray().SelectMany(static one => one.GetProperty("tools").EnumerateArray())
            .Select(static tool => tool.GetProperty("name").GetString()!).ToArray();
        tools.ShouldContain("Calculator__add");
        var echo = tools.Single(static name => name.EndsWith("__echo", StringComparison.Ordinal));
        calculator.Requests.First().GetProperty("method").GetString().ShouldBe("initialize", "the dialler is the server: we speak first");
        calculator.Requests.First().GetProperty("params").GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");

        (await CallAsync(echo, new() { ["message"] = "hi" })).ShouldContain("hi");
        (await CallAsync("Calculator__add", new() { ["a"] = "7" })).ShouldBe("42");
        calculator.Requests.Last().GetProperty("params").GetRawText().ShouldBe("""{"name":"add","arguments":{"a":7}}""", "an argument of the right type");
    }

    [Theory]
    [InlineData("/voice/mcp_endpoint/mcp/")]
    [InlineData("/a/b/mcp_endpoint/mcp")]
    public async Task It_may_stand_behind_a_prefix(string path)
    {
        var (made, url) = await MakeAsync("prefix");
        await using var program = await DialledProgram.ScriptAsync(new Uri(url, path + url.Query), DialledProgram.Calculator("Prefixed"), Deadline);
        await ListedAsync(made, connections: 1);
    }

    [Fact]
    public async Task A_program_that_dials_again_is_there_for_the_sessions_there_are()
    {
        var (made, url) = await MakeAsync("again");
        await using var device = await shared.Server.ConnectAsync(Deadline);
        await using (var first = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Again", "one"), Deadline))
        {
            await ListedAsync(made, connections: 1);
            (await CallAsync("Again__add", [], device)).ShouldBe("one");
            // Its own second line, before anybody noticed that the first is dead, takes its place.
            await using var second = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Again", "two"), Deadline);
            await ListedAsync(made, connections: 2);
            (await CallAsync("Again__add", [], device)).ShouldBe("two");
        }

        await ListedAsync(made, connections: 0);
        (await CallAsync("Again__add", [], device)).ShouldContain("not found");
        await using var third = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Again", "three"), Deadline);
        await ListedAsync(made, connections: 1);
        (await CallAsync("Again__add", [], device)).ShouldBe("three");
    }

    [Fact]
    public async Task Tools_are_offered_to_the_devices_and_personas_that_are_named()
    {
        var (made, url) = await MakeAsync("bound", devices: ["AA:BB:CC:00:04:01"]);
        await using var program = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Bound"), Deadline);
        await ListedAsync(made, connections: 1);
        await using var bound = await shared.Server.ConnectAsync(Deadline, "aa:bb:cc:00:04:01");
        await using var other = await shared.Server.ConnectAsync(Deadline, "aa:bb:cc:00:04:02");
        (await CallAsync("Bound__add", [], bound)).ShouldBe("42");
        (await CallAsync("Bound__add", [], other)).ShouldContain("not found");

        using var patched = await _http.PatchAsync($"/api/mcp-endpoints/{Id(made)}", JsonContent.Create(new { devices = Array.Empty<string>(), personas = new[] { "Default" } }), Deadline);
        patched.EnsureSuccessStatusCode();
        await Eventually.GetAsync(() => CallAsync("Bound__add", [], other), static told => told == "42");
    }

    [Fact]
    public async Task A_token_that_is_revoked_closes_its_lines_and_opens_none()
    {
        var (made, url) = await MakeAsync("revoked");
        await using var program = await DialledProgram.ScriptAsync(url, DialledProgram.Calculator("Revoked"), Deadline);
        await ListedAsync(made, connections: 1);
        using var removed = await _http.DeleteAsync($"/api/mcp-endpoints/{Id(made)}", Deadline);
        removed.EnsureSuccessStatusCode();
        await program.Ended.WaitAsync(Deadline);
        program.Closed.Code.ShouldBe(1008);
        using var late = await PlainClient.ConnectAsync(url, Deadline);
        (await late.UntilClosedAsync(Deadline)).Code.ShouldBe(1008);
    }

    [Fact]
    public async Task Answers_that_are_nearly_right_are_understood()
    {
        var (made, url) = await MakeAsync("odd");
        await using var program = await DialledProgram.ScriptAsync(url, static request => request.GetProperty("method").GetString() switch
        {
            "initialize" => $$$$"""{"id":"{{{{request.GetProperty("id").GetInt32()}}}}","result":{"serverInfo":{"name":"高德地图 odd"}}}""",
            "notifications/initialized" => """{"jsonrpc":"2.0","result":{}}""",
            "tools/list" => DialledProgram.Result(request, """
                {"tools":[{"name":"ok.one","inputSchema":{"type":"object","properties":{}}},{"name":7},"nonsense",{"name":"fails","inputSchema":null}],"nextCursor":""}
                """.ReplaceLineEndings("")),
            "tools/call" when request.GetProperty("params").GetProperty("name").GetString() == "fails" =>
                $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id").GetInt32()}},"error":"out of paper"}""",
            "tools/call" => null, // Its process is dead, its socket is not.
            "ping" => $$$"""{"jsonrpc":"2.0","id":{{{request.GetProperty("id").GetInt32()}}},"error":{"message":"Method not implemented: ping"}}""",
            _ => null,
        }, Deadline);
        await program.SendAsync("not JSON", Deadline);
        await program.SendAsync("", Deadline);
        var listed = await ListedAsync(made, connections: 1);
        var tools = listed.GetProperty("connections")[0].GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!).ToArray();
        tools.Select(static name => name[name.IndexOf("__", StringComparison.Ordinal)..]).ShouldBe(["__ok_one", "__fails"]);
        (await CallAsync(tools[1], [])).ShouldBe("Error: Request failed (remote): out of paper");
        (await CallAsync(tools[0], [])).ShouldContain("did not answer within 1 seconds");
        program.IsOpen.ShouldBeTrue("the public dialler waits longer each time it has to dial again");
        await shared.Scripted.CatchUpAsync();
        shared.Scripted.Events.Of<ToolProgramUnreadable>().Count(static told => told.Endpoint == "odd").ShouldBe(1);
    }

    [Fact]
    public async Task A_program_that_is_slow_to_begin_is_asked_again_on_the_same_line()
    {
        var (made, url) = await MakeAsync("slow");
        var (asked, calculator) = (0, DialledProgram.Calculator("Slow"));
        await using var program = await DialledProgram.ScriptAsync(
            url, request => request.GetProperty("method").GetString() == "initialize" && Interlocked.Increment(ref asked) == 1 ? null : calculator(request), Deadline);
        await ListedAsync(made, connections: 1);
        asked.ShouldBe(2);
        (await CallAsync("Slow__add", [])).ShouldBe("42");
    }

    public void Dispose()
    {
        _http.Dispose();
        _deadline.Dispose();
    }

    private static string Id(JsonElement made) => made.GetProperty("endpoint").GetProperty("id").GetString()!;

    private async Task<(JsonElement Made, Uri Url)> MakeAsync(string name, string[]? devices = null)
    {
        using var answer = await _http.PostAsJsonAsync("/api/mcp-endpoints", new { name, devices }, Deadline);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync(Deadline));
        var made = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Deadline));
        return (made, new Uri(made.GetProperty("url").GetString()!));
    }

    /// <summary>Waits until so many programs are connected, and shows the endpoint.</summary>
    private async Task<JsonElement> ListedAsync(JsonElement made, int connections)
    {
        return await Eventually.GetAsync(
            async () => JsonElement.Parse(await _http.GetByteArrayAsync("/api/mcp-endpoints", Deadline)).GetProperty("endpoints").EnumerateArray()
                .Single(one => one.GetProperty("id").GetString() == Id(made)),
            found => found.GetProperty("connections").EnumerateArray().Select(static one => one.GetProperty("state").GetString()).ToArray() is var states
                && states.Length == connections && states.All(static state => state == "connected"));
    }

    /// <summary>Lets a model call a tool; returns what it was answered.</summary>
    private async Task<string> CallAsync(string tool, Dictionary<string, object?> arguments, Device.DeviceClient? on = null)
    {
        var told = "";
        shared.Scripted.Model = messages =>
        {
            if (messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is not { } result)
                return [new FunctionCallContent("1", tool, arguments)];
            told = result.Result?.ToString() ?? "";
            return [new TextContent("Done.")];
        };
        var device = on ?? await shared.Server.ConnectAsync(Deadline);
        await device.TypeAsync("go", Deadline);
        if (on is null)
            await device.DisposeAsync();
        return told;
    }

    /// <summary>A server that notices quickly.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal ScriptedServer Scripted { get; private set; } = null!;

        internal RunningServer Server => Scripted.Server;

        public async Task InitializeAsync() => Scripted = await ScriptedServer.StartAsync(framesPerSentence: 1, args:
        [
            "--VoiceBus:ToolPrograms:TokenInterval=00:00:00.2", "--VoiceBus:ToolPrograms:CallTimeout=00:00:01", "--VoiceBus:ToolPrograms:StartTimeout=00:00:03",
            "--VoiceBus:ToolPrograms:CheckInterval=00:00:01", "--VoiceBus:Limits:WrongTokensPerMinute=1000",
        ]);

        public Task DisposeAsync() => Scripted.DisposeAsync().AsTask();
    }
}
