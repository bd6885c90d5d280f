using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Providers.Tests.ToolServers;

/// <summary>When a connection is made, watched and made again, on a clock of the test's.</summary>
public sealed class ToolServerConnectionTests : IAsyncDisposable
{
    private static readonly ToolServerOptions _options = new();

    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly Queue<FakeClient?> _clients = new();
    private ToolServerConnection? _connection;
    private int _tries;

    public async ValueTask DisposeAsync() => await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Fact]
    public async Task Pauses_between_tries_grow_to_a_bound()
    {
        for (var i = 0; i < 12; i++)
            _clients.Enqueue(null);
        Open();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            pauses.Add((await _events.NextAsync<ToolServerLost>()).RetryIn);
            await AdvanceUntilAsync(() => Volatile.Read(ref _tries) > i + 1, TimeSpan.FromSeconds(1));
        }

        pauses[0].ShouldBeLessThan(TimeSpan.FromSeconds(3));
        pauses[^1].ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        pauses.ShouldAllBe(static pause => pause <= _options.MaxRetryDelay);
    }

    [Fact]
    public async Task A_server_that_stops_answering_is_found_out_and_connected_again()
    {
        var silent = new FakeClient();
        _clients.Enqueue(silent);
        _clients.Enqueue(new FakeClient());
        Open();
        await _events.NextAsync<ToolServerConnected>();
        silent.IsSilent = true;
        await AdvanceUntilAsync(() => _events.Of<ToolServerLost>().Count > 0, TimeSpan.FromSeconds(1));

        _events.Of<ToolServerLost>()[0].Error.ShouldBe("it did not list its tools within 10 s");
        _events.Of<ToolServerLost>()[0].RetryIn.ShouldBe(TimeSpan.Zero, "it had worked for long enough");
        await _events.NextAsync<ToolServerConnected>();
        silent.Disposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_always_leaves_at_once_is_not_started_without_end()
    {
        for (var i = 0; i < 3; i++)
        {
            _clients.Enqueue(new FakeClient());
            _clients.Last()!.Leave();
        }

        Open();
        for (var i = 0; i < 2; i++)
        {
            (await _events.NextAsync<ToolServerLost>()).RetryIn.ShouldBeGreaterThan(TimeSpan.Zero);
            Volatile.Read(ref _tries).ShouldBe(i + 1, "it is left alone until the pause is over");
            await AdvanceUntilAsync(() => Volatile.Read(ref _tries) > i + 1, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_call_that_runs_when_the_server_is_lost_fails_at_once()
    {
        var client = new FakeClient();
        _clients.Enqueue(client);
        Open();
        await _events.NextAsync<ToolServerConnected>();
        var call = _connection!.CallAsync("wait", JsonElement.Parse("{}"), CancellationToken.None);
        _connection.Calls.ShouldBe(1);
        client.Leave();

        (await Should.ThrowAsync<IOException>(() => call)).Message.ShouldBe("it was lost while the tool ran");
        _connection.Calls.ShouldBe(0);
        await Eventually.TrueAsync(() => _connection.Tools is null);
        await Should.ThrowAsync<IOException>(() => _connection.CallAsync("wait", JsonElement.Parse("{}"), CancellationToken.None));
    }

    private void Open()
    {
        var settings = new ToolServerSettings { Name = "fake", Command = "fake" };
        _connection = new ToolServerConnection("fake", _options, ConnectAsync, new Redaction(settings), _time, _events);
    }

    private Task<IToolServerClient> ConnectAsync(Action<string> complain, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        return _clients.TryDequeue(out var client) && client is not null
            ? Task.FromResult<IToolServerClient>(client) : Task.FromException<IToolServerClient>(new IOException("nobody is there"));
    }

    private async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => await Eventually.TrueAsync(() =>
    {
        if (condition())
            return true;
        _time.Advance(step);
        return false;
    });

    private sealed class FakeClient : IToolServerClient
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _never = new();

        public bool IsSilent { get; set; }

        public bool Disposed { get; private set; }

        public Task Ended => _ended.Task;

        public void Leave() => _ended.TrySetResult();

        public Task ChangedAsync(CancellationToken cancellationToken) => _never.Task.WaitAsync(cancellationToken);

        public async Task<IReadOnlyList<ServerTool>> ListAsync(CancellationToken cancellationToken)
        {
            if (IsSilent)
                await _never.Task.WaitAsync(cancellationToken);
            return [];
        }

        public async Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
        {
            await _never.Task.WaitAsync(cancellationToken);
            return new ToolResult("", false);
        }

        public ValueTask<string> ExplainAsync() => new("");

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
