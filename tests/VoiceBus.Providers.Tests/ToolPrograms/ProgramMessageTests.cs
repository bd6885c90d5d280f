using System.Text;
using ModelContextProtocol.Protocol;
using VoiceBus.Providers.ToolPrograms;

namespace VoiceBus.Providers.Tests.ToolPrograms;

/// <summary>What a dialled-in program writes differently is read as a device's is.</summary>
public sealed class ProgramMessageTests
{
    [Theory]
    [InlineData("""{"id":1,"result":{"tools":[]},"error":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.0,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","method":"tools/list","result":{}}""")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\r\n")]
    public void An_answer_is_an_answer_however_it_is_written(string line) =>
        Read(line).ShouldBeOfType<JsonRpcResponse>().Id.ShouldBe(new RequestId(1));

    [Theory]
    [InlineData("""{"id":1,"error":"no such tool"}""", "no such tool")]
    [InlineData("""{"id":1,"error":{"code":"E7","data":"gone"}}""", "gone")]
    [InlineData("""{"id":1,"error":{}}""", "no reason was given")]
    public void A_refusal_keeps_its_words(string line, string words) => Read(line).ShouldBeOfType<JsonRpcError>().Error.Message.ShouldBe(words);

    [Theory]
    [InlineData("""{"id":1,"result":{"serverInfo":{}}}""")]
    [InlineData("""{"id":1,"result":{"protocolVersion":"2099-01-01","capabilities":[],"serverInfo":{"name":7}}}""")]
    public void An_introduction_is_made_whole(string line) =>
        Read(line).ShouldBeOfType<JsonRpcResponse>().Result!["protocolVersion"]!.GetValue<string>().ShouldBe(DialledTransport.Revision);

    [Theory]
    [InlineData("[]", "a message that is no object")]
    [InlineData("{", "a message that is no JSON-RPC")]
    [InlineData("", null)]
    [InlineData("""{"result":{}}""", null)]
    public void What_is_no_message_is_said_or_passed_over(string line, string? problem)
    {
        ProgramMessage.Read(Encoding.UTF8.GetBytes(line), DialledTransport.Revision, out var said).ShouldBeNull();
        said.ShouldBe(problem);
    }

    private static JsonRpcMessage? Read(string line) => ProgramMessage.Read(Encoding.UTF8.GetBytes(line), DialledTransport.Revision, out _);
}
