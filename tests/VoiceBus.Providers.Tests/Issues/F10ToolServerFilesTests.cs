using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceBus.Core.Monitoring;
using VoiceBus.Providers.Tests.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F10 (T01 T04 T05 of public reports): tool servers written as everywhere else work.</summary>
public sealed class F10ToolServerFilesTests
{
    [Theory]
    [InlineData("T05 serverUrl (Windsurf)", """{"mcpServers":{"x":{"serverUrl":"http://h/mcp"}}}""", "http")]
    [InlineData("T05 httpUrl (Gemini CLI)", """{"mcpServers":{"x":{"httpUrl":"http://h/mcp"}}}""", "http")]
    [InlineData("T05 baseUrl (Cherry Studio)", """{"mcpServers":{"x":{"baseUrl":"http://h/mcp","type":"streamableHttp","isActive":true}}}""", "http")]
    [InlineData("T05 transportType", """{"mcpServers":{"x":{"transportType":"sse","url":"http://h/mcp"}}}""", "sse")]
    [InlineData("transport as an object", """{"mcpServers":{"x":{"transport":{"type":"sse","url":"http://h/mcp"}}}}""", "sse")]
    [InlineData("T05 an empty command beside a url", """{"mcpServers":{"x":{"command":"","url":"http://h/mcp","args":[]}}}""", "http")]
    [InlineData("an empty url beside a command", """{"mcpServers":{"x":{"command":"x","url":""}}}""", "stdio")]
    [InlineData("both, and which", """{"mcpServers":{"x":{"command":"x","url":"http://h/mcp","type":"sse"}}}""", "sse")]
    [InlineData("VS Code", """{"servers":{"x":{"type":"http","url":"http://h/mcp"}},"inputs":[]}""", "http")]
    [InlineData("VS Code's settings", """{"mcp":{"servers":{"x":{"type":"stdio","command":"x"}}}}""", "stdio")]
    [InlineData("Cline", """{"mcpServers":{"x":{"command":"x","args":[],"disabled":false,"autoApprove":[],"timeout":60}}}""", "stdio")]
    [InlineData("Continue", """{"mcpServers":[{"name":"x","type":"streamable-http","url":"http://h/mcp"}]}""", "http")]
    [InlineData("Continue, older", """{"experimental":{"modelContextProtocolServers":[{"name":"x","transport":{"type":"stdio","command":"x","args":[]}}]}}""", "stdio")]
    [InlineData("xinnan", """{"des":"…","mcpServers":{"x":{"url":"http://h/sse"}}}""", "http")]
    [InlineData("xinnan, streamable", """{"mcpServers":{"x":{"url":"http://h/mcp","type":"streamable-http"}}}""", "http")]
    [InlineData("hackers365", """{"mcp":{"global":{"enabled":true,"servers":[{"name":"x","type":"sse","url":"http://h/mcp","enabled":true}]}}}""", "sse")]
    [InlineData("hackers365, older", """{"mcp":{"global":{"servers":[{"name":"x","sse_url":"http://h/mcp","enabled":true}]}}}""", "sse")]
    [InlineData("Zed", """{"context_servers":{"x":{"command":{"path":"x","args":["a"],"env":{}}}}}""", "stdio")]
    [InlineData("opencode", """{"mcp":{"x":{"type":"local","command":["x","a"],"environment":{"K":"v"},"enabled":true}}}""", "stdio")]
    [InlineData("the servers alone", """{"x":{"command":"x"}}""", "stdio")]
    [InlineData("STREAMABLE_HTTP in capitals", """{"mcpServers":{"x":{"url":"http://h/mcp","transport":"STREAMABLE_HTTP"}}}""", "http")]
    public void A_file_is_read_in_the_spelling_of_its_program(string what, string file, string transport)
    {
        var list = Read(file);
        list.Problems.ShouldBeEmpty(what);
        list.Servers.ShouldHaveSingleItem(what).ShouldSatisfyAllConditions(
            server => server.Name.ShouldBe("x"), server => server.Transport.ShouldBe(transport, what), server => (server.Command ?? server.Url!.Host).ShouldBe(transport == "stdio" ? "x" : "h"));
    }

    [Fact]
    public void What_stands_beside_the_address_is_read_too()
    {
        var servers = Read("""
            {"mcpServers":{
              "a":{"command":["npx","-y"],"args":["x"],"env":["KEY=v","EMPTY="],"workingDirectory":"/tmp"},
              "b":{"command":"npx -y something"},
              "c":{"url":"http://h","requestOptions":{"headers":{"X-A":"1"}}},
              "d":{"url":"http://h","headers":["X-A: 1"],"authorization_token":"sesame"},
              "e":{"url":"http://h","env":{"GONE":null,"N":1}}
            }}
            """).Servers;

        (servers[0].Command, string.Join(' ', servers[0].Arguments), servers[0].WorkingDirectory, servers[0].Environment["KEY"]).ShouldBe(("npx", "-y x", "/tmp", "v"));
        (servers[1].Command, string.Join(' ', servers[1].Arguments)).ShouldBe(("npx", "-y something"));
        servers[2].Headers["X-A"].ShouldBe("1");
        (servers[3].Headers["X-A"], servers[3].Headers["Authorization"]).ShouldBe(("1", "Bearer sesame"));
        servers[4].Environment.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_value_that_only_an_editor_could_ask_for_is_said()
    {
        var list = Read("""{"servers":{"x":{"url":"http://h","headers":{"Authorization":"Bearer ${input:key}"}},"y":{"command":"y"}}}""");
        list.Problems.ShouldHaveSingleItem().Message.ShouldContain("headers.Authorization: it asks for an input");
        list.Servers.ShouldHaveSingleItem();
    }

    [Fact]
    public void T04_any_name_will_do_and_names_of_other_scripts_are_told_apart()
    {
        var list = Read("""{"mcpServers":{"高德地图":{"command":"a"},"百度地图":{"command":"b"},"天气weather":{"command":"c"},"weather":{"command":"d"},"🎵":{"command":"e"},"Café":{"command":"f"}}}""");

        list.Problems.ShouldBeEmpty();
        var prefixes = list.Servers.Select(static server => ServerToolNames.Prefix(server.Name)).ToArray();
        prefixes.ShouldBeUnique();
        prefixes.ShouldAllBe(static prefix => prefix.Length >= 4 && prefix.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));
        var tools = ServerToolNames.Map("高德地图", ["查询天气", "路线规划"]);
        tools.Values.ShouldBeUnique();
        tools.Values.ShouldAllBe(static name => name.StartsWith("server_", StringComparison.Ordinal) && name.Length <= 64);
    }

    [Fact]
    public async Task T01_a_server_of_the_older_way_is_found_without_being_told()
    {
        await using var rig = new ServersRig();
        await using var server = await OldServer.StartAsync();
        rig.Write(("x", new { url = new Uri(server.Origin, "/sse") }));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await rig.StartAsync(deadline.Token, "x");

        (await rig.ListAsync("x", deadline.Token)).ShouldBe(["x__look"]);
        (await rig.CallAsync("x", "look", "{}", deadline.Token)).Text.ShouldBe("seen");
        server.Posts.ShouldContain("POST /sse 405");
    }

    [Fact]
    public async Task A_redirection_on_the_same_server_is_followed_and_no_other()
    {
        await using var rig = new ServersRig();
        await using var server = await OldServer.StartAsync();
        rig.Write(("slash", new { url = new Uri(server.Origin, "/moved") }), ("away", new { url = new Uri(server.Origin, "/away"), headers = new { Authorization = "Bearer sesame-4711" } }));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await rig.StartAsync(deadline.Token, "slash");

        (await rig.CallAsync("slash", "look", "{}", deadline.Token)).Text.ShouldBe("seen");
        await rig.UntilAsync("away", ToolServerState.Unreachable);
    }

    private static ToolServerList Read(string text) => ToolServerReader.Read(text, static _ => null);

    /// <summary>A server that speaks the way of 2024-11-05 only: an event stream, and an address to post to.</summary>
    private sealed class OldServer : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _posts = new();
        private readonly System.Threading.Channels.Channel<string> _answers = System.Threading.Channels.Channel.CreateUnbounded<string>();

        private OldServer(WebApplication app)
        {
            _app = app;
            app.MapPost("/sse", Refuse);
            app.MapGet("/sse", StreamAsync);
            app.MapPost("/messages", AnswerAsync);
            app.MapMethods("/moved", ["GET", "POST"], static context => Redirect(context, "/sse"));
            app.MapMethods("/away", ["GET", "POST"], static context => Redirect(context, "http://127.0.0.2:9/sse"));
        }

        public Uri Origin => new(_app.Urls.First());

        public IReadOnlyList<string> Posts => [.. _posts];

        public static async Task<OldServer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(static host => host.ShutdownTimeout = TimeSpan.Zero);
            var server = new OldServer(builder.Build());
            await server._app.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private Task Refuse(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            _posts.Enqueue($"POST {context.Request.Path} 405");
            return Task.CompletedTask;
        }

        private static Task Redirect(HttpContext context, string to)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = to;
            return Task.CompletedTask;
        }

        private async Task StreamAsync(HttpContext context)
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: endpoint\ndata: /messages\n\n");
            await context.Response.Body.FlushAsync();
            try
            {
                await foreach (var answer in _answers.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await context.Response.WriteAsync($"event: message\ndata: {answer}\n\n");
                    await context.Response.Body.FlushAsync();
                }
            }
            catch (OperationCanceledException)
            {
                // The client has left.
            }
        }

        private async Task AnswerAsync(HttpContext context)
        {
            using var request = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            if (!request.RootElement.TryGetProperty("id", out var id))
                return;
            var result = request.RootElement.GetProperty("method").GetString() switch
            {
                "initialize" => """{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"1"}}""",
                "tools/list" => """{"tools":[{"name":"look","inputSchema":{"type":"object","required":{}}},{"name":"bad","inputSchema":{"type":"array"}}]}""",
                _ => """{"content":[{"type":"text","text":"seen"}]}""",
            };
            await _answers.Writer.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},"result":{{result}}}""");
        }
    }
}
