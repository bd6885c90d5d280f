using System.Globalization;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>When servers begin and end: with their file, and with this program.</summary>
public sealed class ServerLifeTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly ServersRig _rig = new();

    private CancellationToken Deadline => _limit.Token;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Whatever_a_server_started_ends_with_it()
    {
        _rig.Write(("bad", McpServers.BadEntry()), ("orphan", McpServers.BadEntry("orphan")));
        await _rig.StartAsync(Deadline, "bad");
        var program = Id((await _rig.CallAsync("bad", "pid", "{}", Deadline)).Text);
        var child = Id((await _rig.CallAsync("bad", "child", "{}", Deadline)).Text);
        await Eventually.TrueAsync(() => _rig.Events.Of<ToolServerLost>().Any(static lost => lost.Server == "orphan"));
        var orphan = Id(_rig.Events.Of<ToolServerSaid>().First(static said => said.Line.StartsWith("PID ", StringComparison.Ordinal)).Line[4..]);
        IsAlive(program).ShouldBeTrue();
        IsAlive(child).ShouldBeTrue();
        await Eventually.TrueAsync(() => !IsAlive(orphan)); // Its parent ended by itself and left it behind.

        await _rig.Servers.DisposeAsync();
        await Eventually.TrueAsync(() => !IsAlive(program) && !IsAlive(child));
    }

    [Fact]
    public async Task A_changed_file_changes_the_servers_it_concerns_and_no_other()
    {
        _rig.Write(("stays", McpServers.BadEntry()), ("goes", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "stays", "goes");
        var (stays, goes) = ((await _rig.CallAsync("stays", "pid", "{}", Deadline)).Text, (await _rig.CallAsync("goes", "pid", "{}", Deadline)).Text);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var changes = 0;
        var watching = _rig.Servers.WatchAsync(() => Interlocked.Increment(ref changes), stop.Token);

        _rig.Write(("stays", McpServers.BadEntry()), ("comes", McpServers.BadEntry()));
        await Eventually.TrueAsync(() => Volatile.Read(ref changes) == 1);
        await _rig.UntilAsync("comes", ToolServerState.Connected);
        _rig.Servers.Names.ShouldBe(["stays", "comes"]);
        (await _rig.CallAsync("stays", "pid", "{}", Deadline)).Text.ShouldBe(stays);
        await Eventually.TrueAsync(() => !IsAlive(Id(goes)));

        _rig.Write("{ this is no JSON");
        (await _rig.Events.NextAsync<ToolServersRefused>()).Problem.ShouldContain("line 1 is no JSON");
        (await _rig.CallAsync("stays", "pid", "{}", Deadline)).Text.ShouldBe(stays, "what works goes on working");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task What_is_wrong_or_switched_off_is_shown_and_disturbs_nobody()
    {
        _rig.Write(
            ("wrong", new { command = "node", args = "not a list" }), ("off", new { command = "node", disabled = true }), ("works", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "works");

        _rig.Servers.Names.ShouldBe(["works"]);
        _rig.Status("wrong").ShouldSatisfyAllConditions(
            static status => status.State.ShouldBe(ToolServerState.Misconfigured),
            static status => status.Detail.ShouldBe("mcpServers.wrong.args must be a list of texts"));
        _rig.Status("off").State.ShouldBe(ToolServerState.Disabled);
        _rig.Events.Of<ToolServersRefused>().ShouldHaveSingleItem().Problem.ShouldContain("mcpServers.wrong.args");
    }

    [Fact]
    public async Task A_file_that_was_named_and_is_not_there_is_an_error()
    {
        var missing = await Should.ThrowAsync<InvalidOperationException>(() => _rig.Servers.StartAsync(Deadline));
        missing.Message.ShouldContain(_rig.Path);
    }

    private static int Id(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // A zombie has ended; only its parent has not looked yet.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
