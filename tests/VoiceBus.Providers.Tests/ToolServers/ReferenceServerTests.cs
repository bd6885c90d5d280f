using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>The official reference server, over both ways.</summary>
public sealed class ReferenceServerTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));
    private readonly ServersRig _rig = new();

    private CancellationToken Deadline => _limit.Token;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Over_stdio()
    {
        _rig.Write(("everything", McpServers.EverythingEntry));
        await _rig.StartAsync(Deadline, "everything");
        await ShouldWorkAsync("stdio");
    }

    [Fact]
    public async Task Over_streamable_http()
    {
        await using var server = await EverythingOverHttp.StartAsync(0, Deadline);
        _rig.Write(("everything", new { url = server.Url, headers = new { Authorization = "Bearer sesame-4711" } }));
        await _rig.StartAsync(Deadline, "everything");
        await ShouldWorkAsync("http");
    }

    [Fact]
    public async Task An_http_server_that_is_started_again_is_found_again()
    {
        var server = await EverythingOverHttp.StartAsync(FreePorts.Take(1)[0], Deadline);
        _rig.Write(("everything", new { url = server.Url }));
        await _rig.StartAsync(Deadline, "everything");
        await server.DisposeAsync();
        var failure = await Should.ThrowAsync<ProviderException>(async () => await EchoAsync());
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        await _rig.UntilAsync("everything", ToolServerState.Unreachable);

        await using var again = await EverythingOverHttp.StartAsync(server.Port, Deadline);
        await _rig.UntilAsync("everything", ToolServerState.Connected);
        (await EchoAsync()).Text.ShouldContain("hello");
    }

    [Fact]
    public async Task An_address_where_nobody_answers_is_told_without_its_key()
    {
        _rig.Write(("nobody", new { url = "http://127.0.0.1:9/mcp?key=sesame-4711" }));
        await _rig.StartAsync(Deadline);
        await _rig.UntilAsync("nobody", ToolServerState.Unreachable);

        _rig.Status("nobody").Detail!.ShouldContain("refused");
        _rig.Events.All.ShouldAllBe(static @event => !@event.ToString()!.Contains("sesame"));
    }

    [Fact]
    public async Task An_http_answer_without_end_is_not_gathered()
    {
        await using var endless = await EndlessHttpServer.StartAsync();
        await using var rig = new ServersRig(ServersRig.Quick with { MaxMessage = 1 << 20, RetryDelay = TimeSpan.FromMinutes(1), MaxRetryDelay = TimeSpan.FromMinutes(1) });
        rig.Write(("endless", new { url = endless.Url }));
        await rig.StartAsync(Deadline);
        await rig.UntilAsync("endless", ToolServerState.Unreachable);

        rig.Status("endless").Detail!.ShouldContain("more than 1048576 bytes");
        endless.Sent.ShouldBeLessThan(100 << 20);
    }

    private async Task ShouldWorkAsync(string transport)
    {
        var status = _rig.Status("everything");
        status.Transport.ShouldBe(transport);
        status.Tools.ShouldBeGreaterThan(8);
        status.Latency.ShouldNotBeNull();
        (await _rig.ListAsync("everything", Deadline)).ShouldContain("everything__get-sum");
        (await EchoAsync()).ShouldBe(new ToolResult("Echo: hello", false));
        (await _rig.CallAsync("everything", "get-sum", """{"a":40,"b":2}""", Deadline)).Text.ShouldContain("42");
        (await _rig.CallAsync("everything", "get-sum", """{"a":"forty"}""", Deadline)).IsError.ShouldBeTrue();
        (await _rig.CallAsync("everything", "get-tiny-image", "{}", Deadline)).Text.ShouldContain("[an image]");
    }

    private Task<ToolResult> EchoAsync() => _rig.CallAsync("everything", "echo", """{"message":"hello"}""", Deadline);
}
