using System.Text.Json;
using Polly;
using Polly.Retry;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;

namespace VoiceBus.Providers.ToolServers;

/// <summary>Connects a server.</summary>
/// <param name="complain">Takes lines of its error output.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task<IToolServerClient> ToolServerConnector(Action<string> complain, CancellationToken cancellationToken);

/// <summary>
/// Keeps one connection to a server: makes it, watches it, makes it again with growing pauses. Owns the task that does so.
/// Thread-safe.
/// </summary>
internal sealed class ToolServerConnection : IAsyncDisposable
{
    private const int MaxTold = 16;

    private readonly string _name;
    private readonly ToolServerOptions _options;
    private readonly ToolServerConnector _connect;
    private readonly Redaction _redaction;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly ResiliencePipeline _retry;
    private readonly CancellationTokenSource _left = new();
    private readonly ExceptionGuard _guard;
    private readonly Task _running;
    private volatile Live? _live;
    private volatile string? _problem;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private int _calls;
    private int _connects;

    public ToolServerConnection(
        string name, ToolServerOptions options, ToolServerConnector connect, Redaction redaction, TimeProvider time, IEventSink events)
    {
        (_name, _options, _connect, _redaction, _time, _events) = (name, options, connect, redaction, time, events);
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Retry()).Build();
        _guard = new ExceptionGuard(events, "tool server");
        _running = BackgroundTask.Run(RunAsync, _guard);
    }

    /// <summary>The tools offered now; null when there is no connection.</summary>
    public IReadOnlyList<ServerTool>? Tools => _live?.Tools;

    /// <summary>How long it took to list them.</summary>
    public TimeSpan? Latency => _live?.Latency;

    /// <summary>Why there is no connection; null before that is known.</summary>
    public string? Problem => _live is null ? _problem : null;

    /// <summary>Calls that run by it now.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How often it was connected.</summary>
    public int Connects => Volatile.Read(ref _connects);

    /// <summary>Runs a tool.</summary>
    /// <exception cref="IOException">There is no connection, or it was lost.</exception>
    /// <exception cref="ToolServerBusyException">It carries as many calls as it may.</exception>
    public async Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var live = _live ?? throw new IOException(_problem ?? "it is not connected yet");
        try
        {
            if (Interlocked.Increment(ref _calls) > _options.MaxCalls)
                throw new ToolServerBusyException(_options.MaxCalls);
            using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, live.Lost);
            return await live.Client.CallAsync(tool, arguments, token.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("it was lost while the tool ran");
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelGuardedAsync(_guard);
        await _running;
    }

    private RetryStrategyOptions Retry() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _options.RetryDelay,
        MaxDelay = _options.MaxRetryDelay,
        ShouldHandle = tried => new ValueTask<bool>(tried.Outcome.Exception is not null && !_left.IsCancellationRequested),
        OnRetry = retry =>
        {
            Tell(retry.Outcome.Exception!, retry.RetryDelay);
            return ValueTask.CompletedTask;
        },
    };

    private async Task RunAsync()
    {
        while (!_left.IsCancellationRequested)
        {
            try
            {
                await _retry.ExecuteAsync(async token => await LiveAsync(token), _left.Token);
            }
            catch (Exception) when (_left.IsCancellationRequested)
            {
                // It was told to end; whatever that broke off is of no interest.
            }
            catch (Exception defect)
            {
                // What is retried does not come here: it is tried again all the same, or the server would be gone for good.
                _guard.Caught(defect);
                await Task.Delay(_options.MaxRetryDelay, _time, _left.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One connection from its making to its end. Fails when it could not be made or did not last.</summary>
    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        var from = _time.GetTimestamp();
        await using var client = await StartAsync(cancellationToken);
        using var lost = new CancellationTokenSource();
        try
        {
            await RefreshAsync(client, lost.Token, cancellationToken);
            Interlocked.Increment(ref _connects);
            _told.Clear();
            _events.Emit(new ToolServerConnected(_name, _live!.Tools.Count, _time.GetElapsedTime(from)));
            await WatchAsync(client, lost.Token, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && _live is { } live && _time.GetElapsedTime(live.Since) >= _options.Stable)
        {
            Tell(await ExplainAsync(fault, client), TimeSpan.Zero);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw await ExplainAsync(fault, client);
        }
        finally
        {
            _problem ??= "it was lost";
            _live = null;
            await lost.CancelGuardedAsync(_guard);
        }
    }

    private async Task<IToolServerClient> StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_options.StartTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _connect(Complain, token.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not start within {_options.StartTimeout.TotalSeconds:0.#} s");
        }
    }

    private async Task WatchAsync(IToolServerClient client, CancellationToken lost, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var next = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] causes = [client.Ended, client.ChangedAsync(next.Token), Task.Delay(_options.CheckInterval, _time, next.Token)];
            await Task.WhenAny(causes);
            await next.CancelGuardedAsync(_guard);
            foreach (var cause in causes[1..])
                await cause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (client.Ended.IsCompleted)
                throw new IOException("the server closed the connection");
            await RefreshAsync(client, lost, cancellationToken);
        }
    }

    private async Task RefreshAsync(IToolServerClient client, CancellationToken lost, CancellationToken cancellationToken)
    {
        var from = _time.GetTimestamp();
        using var deadline = new DeadlineSource(_options.ListTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var tools = await client.ListAsync(token.Token);
            var before = _live;
            _live = new Live(client, tools, _time.GetElapsedTime(from), before?.Since ?? _time.GetTimestamp(), lost);
            if (before is not null && !(before.Tools.Count == tools.Count && before.Tools.Zip(tools).All(static pair => pair.First.IsSame(pair.Second))))
                _events.Emit(new ToolServerToolsChanged(_name, tools.Count));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not list its tools within {_options.ListTimeout.TotalSeconds:0.#} s");
        }
    }

    private static async Task<Exception> ExplainAsync(Exception fault, IToolServerClient client) =>
        await client.ExplainAsync() is { Length: > 0 } known ? new IOException($"{fault.Message}: {known}", fault) : fault;

    private void Tell(Exception fault, TimeSpan retryIn)
    {
        var problem = _redaction.Apply(ServerHttp.Explain(fault));
        _problem = problem;
        if (_told.Count >= MaxTold)
            _told.Clear();
        _events.Emit(new ToolServerLost(_name, problem, retryIn) { Again = !_told.Add(problem) });
    }

    private void Complain(string line) => _events.Emit(new ToolServerSaid(_name, _redaction.Apply(line)));

    private sealed record Live(
        IToolServerClient Client, IReadOnlyList<ServerTool> Tools, TimeSpan Latency, long Since, CancellationToken Lost);
}
