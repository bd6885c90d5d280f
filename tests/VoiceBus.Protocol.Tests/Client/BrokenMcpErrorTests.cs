using System.Text;
using FsCheck.Xunit;

namespace VoiceBus.Protocol.Tests.Client;

/// <summary>Firmware does not escape the reason of a refusal (protocol.md 5.4).</summary>
public sealed class BrokenMcpErrorTests
{
    [Theory]
    [InlineData("Cannot open \"door\"")]
    [InlineData("line one\nline two")]
    [InlineData("back\\slash and \\x")]
    [InlineData("braces }} \"} and more")]
    [InlineData("打不开\"门\"")]
    public void An_unescaped_reason_is_read_as_it_was_meant(string reason)
    {
        var mcp = Read(reason, 7).ShouldBeOfType<ClientMessage.Mcp>();
        mcp.Payload.GetProperty("id").GetInt32().ShouldBe(7);
        mcp.Payload.GetProperty("error").GetProperty("message").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("""{"type":"mcp","payload":{"jsonrpc":"2.0","id":7,"error":{"message":"a "b" c"}""")]
    [InlineData("""{"type":"mcp","payload":{"jsonrpc":"2.0","error":{"message":"a "b" c"}}}""")]
    [InlineData("""{"type":"listen","payload":{"jsonrpc":"2.0","id":7,"error":{"message":"a "b" c"}}}""")]
    [InlineData("""{"type":"mcp","payload":{"jsonrpc":"2.0","id":99999999999999999999,"error":{"message":"a "b" c"}}}""")]
    [InlineData("\"error\"")]
    public void Other_broken_messages_stay_broken(string message) =>
        ClientMessageReader.Read(Encoding.UTF8.GetBytes(message)).ShouldBeOfType<ClientMessage.Malformed>();

    [Property]
    public bool Whatever_the_reason_the_refusal_is_read_and_nothing_throws(string reason) =>
        reason is null || Read(reason, 3) is ClientMessage.Mcp or ClientMessage.Malformed;

    private static ClientMessage Read(string reason, int id) => ClientMessageReader.Read(Encoding.UTF8.GetBytes(
        $$$$"""{"session_id":"s","type":"mcp","payload":{"jsonrpc":"2.0","id":{{{{id}}}},"error":{"message":"{{{{reason}}}}"}}}"""));
}
