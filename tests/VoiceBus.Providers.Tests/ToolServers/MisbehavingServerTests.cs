using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>A real program that does what a server should not.</summary>
public sealed class MisbehavingServerTests : IAsyncDisposable
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
    public async Task A_server_that_hangs_at_its_start_holds_up_no_other()
    {
        var limit = TimeSpan.FromSeconds(12);
        var time = new TimersOf(limit);
        var rig = new ServersRig(ServersRig.Quick with { StartTimeout = limit }, time);
        await using var ending = new RunningClock(rig, time);
        rig.Write(("hangs", McpServers.BadEntry("hang")), ("works", McpServers.BadEntry()));
        await rig.StartAsync(Deadline, "works");
        rig.Status("hangs").State.ShouldBe(ToolServerState.Connecting, "the other one did not wait for it");
        await Eventually.TrueAsync(() => time.Made >= 2);
        time.Made.ShouldBe(2, "one for each server: a second of the same length would race it for the wording of the failure");
        time.Advance(limit);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return rig.Status("hangs").State == ToolServerState.Unreachable;
        });
        rig.Status("hangs").Detail.ShouldBe("it did not start within 12 s");
        var failure = await Should.ThrowAsync<ProviderException>(async () => await rig.ListAsync("hangs", Deadline));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldBe("The tool server 'hangs' cannot be used: it did not start within 12 s");
        rig.Status("works").State.ShouldBe(ToolServerState.Connected);
    }

    [Fact]
    public async Task A_server_that_dies_in_a_call_fails_that_call_at_once_and_comes_back()
    {
        _rig.Write(("bad", new { command = "node", args = new[] { McpServers.Bad }, env = new { BAD_KEY = "sesame-4711" } }));
        await _rig.StartAsync(Deadline, "bad");
        var first = (await _rig.CallAsync("bad", "pid", "{}", Deadline)).Text;

        var failure = await Should.ThrowAsync<ProviderException>(async () => await _rig.CallAsync("bad", "die", "{}", Deadline));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        await Eventually.TrueAsync(() => _rig.Status("bad").Reconnects == 1);
        var second = (await _rig.CallAsync("bad", "pid", "{}", Deadline)).Text;
        second.ShouldNotBe(first);
        var lost = _rig.Events.Of<ToolServerLost>().ShouldHaveSingleItem();
        lost.Error.ShouldContain("the program ended with code 3; it said: no more, ***");
        _rig.Events.All.ShouldAllBe(static @event => !@event.ToString()!.Contains("sesame"));
    }

    [Fact]
    public async Task A_server_that_cannot_begin_says_why_and_is_tried_again()
    {
        _rig.Write(("crash", McpServers.BadEntry("crash")), ("gone", new { command = "no-such-program-here" }));
        await _rig.StartAsync(Deadline);
        await Eventually.TrueAsync(() => _rig.Events.Of<ToolServerLost>().Count(static lost => lost.Server == "crash") >= 3);
        _rig.Events.Of<ToolServerLost>().Where(static lost => lost.Severity == EventSeverity.Warning).Select(static lost => lost.Error)
            .ShouldBeUnique("what is no news is not said again");
        _rig.Events.Of<ToolServerLost>()[^1].Again.ShouldBeTrue();

        _rig.Status("crash").Detail!.ShouldStartWith("the program ended with code 7; it said: cannot begin without a licence");
        _rig.Status("gone").Detail.ShouldBe("the program 'no-such-program-here' is not installed (not found on the PATH)");
    }

    [Fact]
    public async Task What_is_no_message_on_its_output_is_passed_over_and_its_noise_is_bounded()
    {
        _rig.Write(("noisy", McpServers.BadEntry("noisy")));
        await _rig.StartAsync(Deadline, "noisy");

        (await _rig.CallAsync("noisy", "refuse", "{}", Deadline)).ShouldBe(new ToolResult(
            "Request failed (remote): that is not allowed", IsError: true));
        (await _rig.ListAsync("noisy", Deadline)).ShouldContain("noisy__meet");
        _rig.Events.Of<ToolServerSaid>().Count.ShouldBeInRange(1, 200, "20000 lines are not for the log");
    }

    [Fact]
    public async Task A_message_without_end_is_not_gathered()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");

        var failure = await Should.ThrowAsync<ProviderException>(async () => await _rig.CallAsync("bad", "flood", "{}", Deadline));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        await Eventually.TrueAsync(() => _rig.Status("bad").Reconnects == 1);
        (await _rig.CallAsync("bad", "cancelled", "{}", Deadline)).Text.ShouldBe("0");
    }

    [Fact]
    public async Task A_storm_of_notifications_ends_in_an_answer()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");

        (await _rig.CallAsync("bad", "storm", "{}", Deadline)).Text.ShouldBe("calm again");
        _rig.Status("bad").State.ShouldBe(ToolServerState.Connected);
        _rig.Events.Of<ToolServerToolsChanged>().ShouldBeEmpty("nothing had changed");
    }

    [Fact]
    public async Task New_tools_are_known_as_soon_as_the_server_says_so()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");
        var before = await _rig.ListAsync("bad", Deadline);
        await _rig.CallAsync("bad", "grow", "{}", Deadline);

        (await _rig.Events.NextAsync<ToolServerToolsChanged>()).Tools.ShouldBe(before.Length + 1);
        (await _rig.ListAsync("bad", Deadline)).Except(before).ShouldHaveSingleItem().ShouldStartWith("bad__grown-");
    }

    [Fact]
    public async Task A_server_gets_its_own_variables_and_none_of_our_keys()
    {
        Environment.SetEnvironmentVariable("VOICEBUS_TEST_SECRET", "ours alone");
        Environment.SetEnvironmentVariable("VOICEBUS_TEST_TOKEN", "handed over");
        _rig.Write(("bad", new { command = "node", args = new[] { McpServers.Bad }, env = new { TOKEN = "x-${VOICEBUS_TEST_TOKEN}" } }));
        await _rig.StartAsync(Deadline, "bad");

        var seen = JsonElement.Parse((await _rig.CallAsync("bad", "env", "{}", Deadline)).Text);
        seen.GetProperty("TOKEN").GetString().ShouldBe("x-handed over");
        seen.GetProperty("PATH").GetString().ShouldNotBeNullOrEmpty();
        seen.TryGetProperty("VOICEBUS_TEST_SECRET", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_leaves_a_call_has_it_cancelled_at_the_server()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var call = _rig.CallAsync("bad", "slow", "{}", leave.Token);
        await Eventually.TrueAsync(() => _rig.Events.Of<ToolServerSaid>().Any(static said => said.Line == "slow began"));
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await UntilAsync(async () => (await _rig.CallAsync("bad", "cancelled", "{}", Deadline)).Text == "1");
        _rig.Events.Of<ToolServerCalled>()[0].Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Calls_of_one_server_run_side_by_side()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");

        // Each is answered only when the other has come.
        var answers = await Task.WhenAll(_rig.CallAsync("bad", "meet", "{}", Deadline), _rig.CallAsync("bad", "meet", "{}", Deadline));
        answers.ShouldAllBe(static answer => answer.Text == "met");
    }

    [Fact]
    public async Task A_server_with_several_instances_shares_its_calls_among_them()
    {
        _rig.Write(("bad", new { command = "node", args = new[] { McpServers.Bad }, instances = 2 }));
        await _rig.StartAsync(Deadline);
        await Eventually.TrueAsync(() => _rig.Status("bad").Connections == (2, 2));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var busy = _rig.CallAsync("bad", "slow", "{}", leave.Token);
        await Eventually.TrueAsync(() => _rig.Events.Of<ToolServerSaid>().Any(static said => said.Line == "slow began"));
        var free = (await _rig.CallAsync("bad", "pid", "{}", Deadline)).Text;
        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => busy);
        await Should.ThrowAsync<ProviderException>(async () => await _rig.CallAsync("bad", "die", "{}", Deadline));
        (await _rig.ListAsync("bad", Deadline)).ShouldNotBeEmpty("one connection is left, whichever it is");
        free.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_server_that_hangs_in_its_calls_takes_only_so_many()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        Task[] hanging = [.. Enumerable.Range(0, ServersRig.Quick.MaxCalls).Select(_ => _rig.CallAsync("bad", "slow", "{}", leave.Token))];

        var refused = await Should.ThrowAsync<ProviderException>(() => _rig.CallAsync("bad", "pid", "{}", Deadline));
        refused.Kind.ShouldBe(FailureKind.Overloaded);
        refused.Message.ShouldContain("it is busy with 16 calls");
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
        (await _rig.CallAsync("bad", "pid", "{}", Deadline)).IsError.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"size":10}""", "the argument 'size' must be at most 9.")]
    [InlineData("""{"size":"big"}""", "the argument 'size' must be \"integer\".")]
    [InlineData("""{"colour":1}""", "there is no argument 'colour'; there are: size.")]
    public async Task Wrong_arguments_never_reach_the_server(string arguments, string problem)
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");

        (await _rig.CallAsync("bad", "grow", arguments, Deadline)).ShouldBe(new ToolResult(problem, IsError: true));
        _rig.Events.Of<ToolServerCalled>().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endless_result_is_cut_and_says_so()
    {
        _rig.Write(("bad", McpServers.BadEntry()));
        await _rig.StartAsync(Deadline, "bad");

        var result = await _rig.CallAsync("bad", "long", "{}", Deadline);
        result.Text.Length.ShouldBeInRange(ServersRig.Quick.MaxResult, ServersRig.Quick.MaxResult + 80);
        result.Text.ShouldEndWith("[cut: the whole result has 200000 characters]");
    }

    /// <summary>Counts the timers of one length.</summary>
    private sealed class TimersOf(TimeSpan length) : FakeTimeProvider
    {
        private int _made;

        public int Made => Volatile.Read(ref _made);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == length)
                Interlocked.Increment(ref _made);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>Ends the servers while their time goes on.</summary>
    private sealed class RunningClock(ServersRig rig, FakeTimeProvider time) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            var ending = rig.DisposeAsync().AsTask();
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                return ending.IsCompleted;
            });
            await ending;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        await Eventually.GetAsync(condition, static holds => holds);
    }
}
