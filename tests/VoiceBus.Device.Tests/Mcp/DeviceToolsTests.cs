using System.Text.Json;
using VoiceBus.Device.Mcp;

namespace VoiceBus.Device.Tests.Mcp;

public sealed class DeviceToolsTests
{
    private readonly DeviceTools _tools = new();

    [Fact]
    public void Initializes_with_the_firmwares_protocol_revision()
    {
        var result = Ask("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05"}}""").GetProperty("result");
        result.GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");
        result.GetProperty("capabilities").GetProperty("tools").ValueKind.ShouldBe(JsonValueKind.Object);
        result.GetProperty("serverInfo").GetProperty("name").GetString().ShouldBe("voicebus-device");
    }

    [Fact]
    public void Lists_tools_with_their_schemas()
    {
        var tools = Ask("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""").GetProperty("result").GetProperty("tools");
        tools.EnumerateArray().Select(t => t.GetProperty("name").GetString())
            .ShouldBe(["self.get_device_status", "self.audio_speaker.set_volume", "self.screen.set_brightness"]);
        tools[1].GetProperty("inputSchema").GetProperty("properties").GetProperty("volume").GetProperty("maximum").GetInt32().ShouldBe(100);
    }

    [Fact]
    public void The_status_tells_the_volume_that_was_set()
    {
        Call("""{"name":"self.audio_speaker.set_volume","arguments":{"volume":12}}""").ShouldBe("true");
        using var status = JsonDocument.Parse(Call("""{"name":"self.get_device_status","arguments":{}}"""));
        status.RootElement.GetProperty("audio_speaker").GetProperty("volume").GetInt32().ShouldBe(12);
        _tools.Volume.ShouldBe(12);
    }

    [Theory]
    [InlineData("""{"name":"self.audio_speaker.set_volume","arguments":{"volume":101}}""", "out of range")]
    [InlineData("""{"name":"self.audio_speaker.set_volume","arguments":{"volume":"50"}}""", "Missing valid argument: volume")]
    [InlineData("""{"name":"self.audio_speaker.set_volume"}""", "Missing valid argument: volume")]
    [InlineData("""{"name":"self.explode"}""", "Unknown tool: self.explode")]
    [InlineData("""{}""", "Missing name")]
    [InlineData("[]", "Missing params")]
    public void A_bad_call_is_an_error_without_code(string parameters, string message)
    {
        var error = Ask($$"""{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{{parameters}}}""").GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain(message);
        error.TryGetProperty("code", out _).ShouldBeFalse();
        _tools.Volume.ShouldBe(70);
    }

    [Fact]
    public void An_unknown_method_is_named() =>
        Ask("""{"jsonrpc":"2.0","id":3,"method":"ping"}""").GetProperty("error").GetProperty("message").GetString()
            .ShouldBe("Method not implemented: ping");

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"1","method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}""")]
    [InlineData("[1]")]
    public void What_the_firmware_drops_is_not_answered(string request)
    {
        using var document = JsonDocument.Parse(request);
        _tools.Answer(document.RootElement).ShouldBeNull();
    }

    private string Call(string parameters) =>
        Ask($$"""{"jsonrpc":"2.0","id":1000,"method":"tools/call","params":{{parameters}}}""")
            .GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    private JsonElement Ask(string request)
    {
        using var document = JsonDocument.Parse(request);
        var answer = JsonDocument.Parse(_tools.Answer(document.RootElement).ShouldNotBeNull()).RootElement.Clone();
        answer.GetProperty("id").GetInt32().ShouldBe(document.RootElement.GetProperty("id").GetInt32());
        return answer;
    }
}
