using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.Mcp;

/// <summary>The MCP session with one device, its clock in the test's hands.</summary>
public sealed class DeviceMcpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly FakeLine _line = new();
    private readonly DeviceToolsOptions _options = new() { Vision = static (_, id) => new VisionGrant(new Uri($"http://host:8000/vision/{id}"), "leave") };
    private DeviceToolbox _tools = null!;

    public Task InitializeAsync()
    {
        _tools = new DeviceToolbox("s", "d", _line, _options, _time, _events);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _tools.DisposeAsync();

    [Fact]
    public async Task Introduces_itself_in_the_revision_devices_speak_and_says_where_pictures_go()
    {
        var hello = await _line.NextAsync("initialize");
        hello.GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Number);
        var parameters = hello.GetProperty("params");
        parameters.GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");
        parameters.GetProperty("capabilities").GetProperty("vision").GetRawText().ShouldBe("""{"url":"http://host:8000/vision/d","token":"leave"}""");
    }

    [Fact]
    public async Task A_silent_device_costs_a_call_its_deadline_and_no_more()
    {
        var tool = await OpenAsync();
        var call = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 5 }).AsTask();
        await _line.NextAsync("tools/call");
        call.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(31));

        Text(await call).ShouldBe("Error: the device did not answer within 30 seconds.");
        _events.Of<DeviceToolCalled>().Single().Outcome.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_device_that_leaves_fails_its_calls_at_once()
    {
        var tool = await OpenAsync();
        var call = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 5 }).AsTask();
        await _line.NextAsync("tools/call");
        await _tools.DisposeAsync();

        Text(await call.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("Error: the device has left.");
    }

    [Fact]
    public async Task A_call_given_up_leaves_the_line_free_for_the_next()
    {
        var tool = await OpenAsync();
        using var bargeIn = new CancellationTokenSource();
        var first = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 5 }, bargeIn.Token).AsTask();
        var late = await _line.NextAsync("tools/call");
        await bargeIn.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);

        var second = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 6 }).AsTask();
        var request = await _line.NextAsync("tools/call");
        _tools.Receive(Answer(late, """{"content":[{"type":"text","text":"late"}]}"""));
        _tools.Receive(Answer(request, """{"content":[{"type":"text","text":"in time"}]}"""));
        Text(await second.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("in time");
    }

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"true"}],"isError":false}""", "true")]
    [InlineData("""{"content":[{"type":"text","text":"jammed"}],"isError":true}""", "Error: jammed")]
    [InlineData("""{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""", "a\nb")]
    [InlineData("""{"content":[{"type":"image","image":"{\"data\":\"/9j/\"}"}]}""", "[an image]")]
    [InlineData("""{"success":true}""", """{"success":true}""")]
    public async Task Results_are_read_whatever_a_device_makes_of_them(string result, string text)
    {
        var tool = await OpenAsync();
        var call = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 5 }).AsTask();
        _tools.Receive(Answer(await _line.NextAsync("tools/call"), result)).ShouldBeNull();
        Text(await call.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(text);
    }

    [Fact]
    public async Task An_error_without_code_ends_the_call_with_the_devices_words()
    {
        var tool = await OpenAsync();
        var call = tool.InvokeAsync(new AIFunctionArguments { ["level"] = 5 }).AsTask();
        var id = (await _line.NextAsync("tools/call")).GetProperty("id").GetInt32();
        _tools.Receive(JsonElement.Parse($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"message":"Unknown tool: x"}}""")).ShouldBeNull();
        Text(await call.WaitAsync(TimeSpan.FromSeconds(20))).ShouldContain("Unknown tool: x");
    }

    [Fact]
    public async Task Wrong_arguments_never_reach_the_device()
    {
        var tool = await OpenAsync();
        Text(await tool.InvokeAsync(new AIFunctionArguments { ["level"] = 500 })).ShouldBe("Error: the argument 'level' must be 0 to 100, not 500.");
        _line.IsQuiet.ShouldBeTrue();
    }

    [Fact]
    public async Task A_turn_waits_for_the_list_only_shortly_after_the_hello()
    {
        await _line.NextAsync("initialize");
        var early = _tools.ListAsync(CancellationToken.None).AsTask();
        early.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await early.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeEmpty();
        var later = _tools.ListAsync(CancellationToken.None);
        later.IsCompleted.ShouldBeTrue();
        (await later).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"what":"ever"}""")]
    [InlineData("""{"jsonrpc":"2.0"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"result":1}""")]
    public async Task Garbage_is_told_and_harms_nothing(string garbage)
    {
        _tools.Receive(JsonElement.Parse(garbage)).ShouldNotBeNull();
        (await OpenAsync()).Name.ShouldBe("self_dial");
    }

    private async Task<AIFunction> OpenAsync()
    {
        _tools.Receive(Answer(await _line.NextAsync("initialize"), """{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"b","version":"1"}}"""));
        _tools.Receive(Answer(await _line.NextAsync("tools/list"), """
            {"tools":[{"name":"self.dial","description":"d","inputSchema":{"type":"object","properties":{"level":{"type":"integer","minimum":0,"maximum":100}},"required":["level"]}}]}
            """));
        var listed = _tools.ListAsync(CancellationToken.None).AsTask();
        return (await listed.WaitAsync(TimeSpan.FromSeconds(20))).ShouldHaveSingleItem();
    }

    private static JsonElement Answer(JsonElement request, string result) =>
        JsonElement.Parse($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id").GetInt32()}},"result":{{result}}}""");

    private static string Text(object? result) => result?.ToString() ?? "";
}
