using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.Tests.ToolServers.Settings;

public sealed class ToolServerReaderTests
{
    [Fact]
    public void Files_of_other_programs_are_read_as_they_are()
    {
        var list = Read("""
            {
              // as people write it
              "mcpServers": {
                "files": { "command": "npx", "args": ["-y", "files", "${HOME_DIR}/docs", 8], "env": { "KEY": "${KEY}", "LEVEL": "${LEVEL:-low}" }, "cwd": "/tmp", "alwaysAllow": ["x"] },
                "weather": { "type": "streamable-http", "url": "https://example.org/mcp", "headers": { "Authorization": "Bearer ${env:KEY}" } },
                "old": { "url": "http://example.org/sse", "transport": "sse", "enabled": true, "instances": 3 },
                "off": { "command": "x", "disabled": true },
                "off too": { "command": "x", "enabled": false },
              },
            }
            """);

        list.Problems.ShouldBeEmpty();
        list.Disabled.ShouldBe(["off", "off too"]);
        list.Servers.Select(static server => (server.Name, server.Transport, server.Instances)).ShouldBe([("files", "stdio", 1), ("weather", "http", 1), ("old", "sse", 3)]);
        list.Servers[0].Arguments.ShouldBe(["-y", "files", "/home/me/docs", "8"]);
        list.Servers[0].Environment.ShouldBe(new Dictionary<string, string> { ["KEY"] = "sesame", ["LEVEL"] = "low" }, ignoreOrder: true);
        list.Servers[0].WorkingDirectory.ShouldBe("/tmp");
        list.Servers[1].Headers["Authorization"].ShouldBe("Bearer sesame");
    }

    [Theory]
    [InlineData("""{}""", "mcpServers.x must have either a command (a program on this machine) or a url")]
    [InlineData("""{"command":"a","url":"http://b"}""", "mcpServers.x must have either a command (a program on this machine) or a url")]
    [InlineData("""{"command":7}""", "mcpServers.x.command must be a text")]
    [InlineData("""{"command":"a","args":"b"}""", "mcpServers.x.args must be a list of texts")]
    [InlineData("""{"command":"a","args":[{}]}""", "mcpServers.x.args[0] must be a text")]
    [InlineData("""{"command":"a","env":{"K":["b"]}}""", "mcpServers.x.env.K must be a text")]
    [InlineData("""{"command":"a","env":{"K":"${UNSET}"}}""", "mcpServers.x.env.K: the environment variable UNSET is not set")]
    [InlineData("""{"url":"ftp://b"}""", "mcpServers.x.url must be an http or https address")]
    [InlineData("""{"url":"http://b","type":"carrier pigeon"}""", "mcpServers.x.type must be http, sse or stdio")]
    [InlineData("""{"command":"a","instances":0}""", "mcpServers.x.instances must be a whole number, 1 to 16")]
    [InlineData("""{"command":"a","disabled":"yes"}""", "mcpServers.x.disabled must be true or false")]
    [InlineData("""[]""", "mcpServers.x must be an object")]
    public void What_is_wrong_is_named_by_its_field(string entry, string problem)
    {
        var list = Read($$"""{"mcpServers":{"x":{{entry}},"good":{"command":"b"} } }""");
        list.Problems.ShouldHaveSingleItem().ShouldBe(new ToolServerProblem("x", problem));
        list.Servers.ShouldHaveSingleItem().Name.ShouldBe("good");
    }

    [Theory]
    [InlineData("self")]
    [InlineData("iot")]
    [InlineData("built-in")]
    [InlineData("___")]
    [InlineData("a.b")]
    public void A_name_that_could_be_taken_for_another_is_refused(string name)
    {
        var list = Read($$"""{"mcpServers":{"a_b":{"command":"b"},"{{name}}":{"command":"b"} } }""");
        list.Problems.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("", "line 1 is no JSON")]
    [InlineData("{\n\"mcpServers\": {]", "line 2 is no JSON")]
    [InlineData("[]", "mcpServers must be an object of servers by their names")]
    [InlineData("""{"servers":{}}""", "mcpServers must be an object of servers by their names")]
    public void What_is_no_such_file_is_said(string text, string problem) =>
        Should.Throw<FormatException>(() => Read(text)).Message.ShouldStartWith(problem);

    [Fact]
    public void Secrets_are_never_printed()
    {
        var server = Read("""{"mcpServers":{"a":{"command":"b","env":{"K":"${KEY}"}}}}""").Servers[0];
        server.ToString().ShouldBe("ToolServerSettings { a (stdio) }");
    }

    [Fact]
    public void Servers_configured_alike_are_equal()
    {
        const string text = """{"mcpServers":{"a":{"command":"b","args":["1"],"env":{"K":"v"}}}}""";
        Read(text).Servers[0].ShouldBe(Read(text).Servers[0]);
        Read(text).Servers[0].ShouldNotBe(Read(text.Replace("\"v\"", "\"w\"", StringComparison.Ordinal)).Servers[0]);
    }

    private static ToolServerList Read(string text) => ToolServerReader.Read(
        text, static name => name switch { "KEY" => "sesame", "HOME_DIR" => "/home/me", _ => null });
}
