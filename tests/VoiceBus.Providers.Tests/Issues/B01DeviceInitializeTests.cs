using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.Tests.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>B1 (open-xiaozhi-client): whatever a device answers to initialize, it is asked for its tools; its errors are read in any form.</summary>
public sealed class B01DeviceInitializeTests : IAsyncDisposable
{
    private const string Tools = """{"tools":[{"name":"self.dial","inputSchema":{"type":"object","properties":{}}}]}""";

    private readonly RecordedEvents _events = new();
    private readonly FakeLine _line = new();
    private readonly DeviceToolbox _tools;

    public B01DeviceInitializeTests() => _tools = new DeviceToolbox("s", "d", _line, new DeviceToolsOptions(), new FakeTimeProvider(), _events);

    public ValueTask DisposeAsync() => _tools.DisposeAsync();

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":@,"result":{"serverInfo":{"name":"open-xiaozhi-client"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"result":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"result":"ok"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"@","result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"b","version":"1"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@.0,"result":{"protocolVersion":1,"capabilities":[],"serverInfo":"b"}}""")]
    [InlineData("""{"id":@,"result":{"capabilities":{"tools":true},"serverInfo":{"name":null,"version":2}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"error":"unknown method"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"method":"initialize","result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":@,"result":{},"error":null}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":@,"result":{}}]""")]
    public async Task A_device_that_answers_initialize_at_all_is_asked_for_its_tools(string answer)
    {
        Receive(answer, await _line.NextAsync("initialize")).ShouldBeNull();
        Answer(await _line.NextAsync("tools/list"), Tools);

        (await ListAsync()).ShouldHaveSingleItem().Name.ShouldBe("self_dial");
        _events.Of<DeviceToolsUnlisted>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"it is jammed\"", "it is jammed")]
    [InlineData("""{"message":"it is jammed"}""", "it is jammed")]
    [InlineData("""{"code":"-1","message":"it is jammed"}""", "it is jammed")]
    [InlineData("""{"code":1.0,"message":{"text":"it is jammed"}}""", "it is jammed")]
    [InlineData("[\"it is jammed\"]", "it is jammed")]
    [InlineData("-32601", "-32601")]
    [InlineData("{}", "no reason")]
    public async Task An_error_in_any_form_ends_the_call_with_its_words(string error, string words)
    {
        var tool = await OpenAsync();
        var call = tool.InvokeAsync(new AIFunctionArguments()).AsTask();
        Receive($$"""{"jsonrpc":"2.0","id":@,"error":{{error}}}""", await _line.NextAsync("tools/call")).ShouldBeNull();

        (await call.WaitAsync(TimeSpan.FromSeconds(20)))!.ToString()!.ShouldStartWith("Error: ");
        (await call)!.ToString()!.ShouldContain(words);
    }

    [Fact]
    public async Task An_answer_that_comes_twice_or_to_nothing_harms_nothing()
    {
        var tool = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var call = tool.InvokeAsync(new AIFunctionArguments()).AsTask();
            var request = await _line.NextAsync("tools/call");
            Receive("""{"jsonrpc":"2.0","id":99999,"result":{"content":[{"type":"text","text":"to nothing"}]}}""", request);
            Receive("""{"jsonrpc":"2.0","id":@,"result":{"content":[{"type":"text","text":"once"}]}}""", request);
            Receive("""{"jsonrpc":"2.0","id":@,"result":{"content":[{"type":"text","text":"twice"}]}}""", request);
            Receive("""{"jsonrpc":"2.0","id":@,"error":"and an error"}""", request);
            (await call.WaitAsync(TimeSpan.FromSeconds(20)))!.ToString().ShouldBe("once");
        }

        _events.Of<DefectCaught>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bad_tool_of_a_device_costs_itself_and_is_told()
    {
        Receive("""{"jsonrpc":"2.0","id":@,"result":{}}""", await _line.NextAsync("initialize"));
        Answer(await _line.NextAsync("tools/list"), """{"tools":[{"name":"bad","inputSchema":{"type":"array"}},{"name":"self.dial","inputSchema":{"type":"object","required":{}}}]}""");

        (await ListAsync()).ShouldHaveSingleItem().Name.ShouldBe("self_dial");
        _events.Of<ToolLeftOut>().Single().ShouldBe(new ToolLeftOut("d", "bad", "its arguments are said to be of type array, where they must be an object"));
    }

    private async Task<AIFunction> OpenAsync()
    {
        Receive("""{"jsonrpc":"2.0","id":@,"result":{}}""", await _line.NextAsync("initialize"));
        Answer(await _line.NextAsync("tools/list"), Tools);
        return (await ListAsync()).ShouldHaveSingleItem();
    }

    private async Task<IReadOnlyList<AIFunction>> ListAsync() =>
        await _tools.ListAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    private void Answer(JsonElement request, string result) => Receive($$"""{"jsonrpc":"2.0","id":@,"result":{{result}}}""", request).ShouldBeNull();

    private string? Receive(string message, JsonElement request) =>
        _tools.Receive(JsonElement.Parse(message.Replace("@", request.GetProperty("id").GetRawText(), StringComparison.Ordinal)));
}
