using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>
/// One program that has dialled in: introduced, asked for its tools, watched and called. Each call has a deadline; a program that
/// answers nothing offers nothing until it does again. Thread-safe.
/// </summary>
internal sealed class ToolProgram
{
    private const int MaxPages = 32;

    private readonly ToolProgramOptions _options;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly ExceptionGuard _guard;
    private readonly DialledTransport _transport;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile McpEndpoint _endpoint;
    private volatile Offer? _offer;
    private volatile McpClient? _client;
    private volatile string? _problem;

    public ToolProgram(
        IToolProgramLine line, McpEndpoint endpoint, string address, ToolProgramOptions options, TimeProvider time, IEventSink events)
    {
        (_endpoint, _options, _time, _events) = (endpoint, options, time, events);
        Address = address;
        Since = time.GetUtcNow();
        _guard = new ExceptionGuard(events, "tool program");
        _transport = new DialledTransport(line, problem => events.Emit(new ToolProgramUnreadable(_endpoint.Name, Server, problem)));
    }

    /// <summary>Where it dialled from.</summary>
    public string Address { get; }

    /// <summary>When it dialled in.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>What it dialled in at, as it is now.</summary>
    public McpEndpoint Endpoint
    {
        get => _endpoint;
        set => _endpoint = value;
    }

    /// <summary>What it calls itself; empty before it said so.</summary>
    public string Server => _client?.ServerInfo?.Name ?? "";

    /// <summary>Its tools, while it answers.</summary>
    public IReadOnlyList<AIFunction> Tools => _problem is null ? _offer?.Tools ?? [] : [];

    /// <summary>How it does now.</summary>
    public ToolProgramStatus GetStatus() => new(
        _endpoint.Id, Address, Server, _client?.ServerInfo?.Version ?? "",
        _problem is not null ? "unresponsive" : _offer is null ? "connecting" : "connected", _problem, Since,
        [.. (_offer?.Tools ?? []).Select(static tool => (tool.Name, tool.Description))]);

    /// <summary>Speaks with it until its line ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = BackgroundTask.Run(() => WatchAsync(over.Token), _guard);
        try
        {
            await _transport.ReadAllAsync(cancellationToken);
        }
        finally
        {
            await over.CancelGuardedAsync(_guard);
            await watching;
            if (_client is { } client)
                await client.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (_client is null)
                    await IntroduceAsync(cancellationToken);
                await ListAsync(cancellationToken);
                _problem = null;
                while (await ChangedAsync(cancellationToken))
                    await ListAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Its line has ended.
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Tell(fault is OperationCanceledException or TimeoutException ? "it does not answer" : fault.Message);
                await Task.Delay(_options.CheckInterval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task IntroduceAsync(CancellationToken cancellationToken)
    {
        var client = await McpClient.CreateAsync(
            _transport,
            new McpClientOptions
            {
                ClientInfo = new Implementation { Name = "VoiceBus", Version = "1.0.0" },
                ProtocolVersion = DialledTransport.Revision,
                InitializationTimeout = _options.StartTimeout,
                TimeProvider = _time,
                Handlers = new McpClientHandlers { NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, OnChangedAsync)] },
            },
            loggerFactory: null, cancellationToken);
        _client = client;
    }

    private ValueTask OnChangedAsync(JsonRpcNotification notification, CancellationToken cancellationToken)
    {
        _changes.Writer.TryWrite(true);
        return ValueTask.CompletedTask;
    }

    // Until it says that its tools have changed, or does not answer when it is asked whether it is there.
    private async Task<bool> ChangedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var limit = new DeadlineSource(_options.CheckInterval, _time, _guard);
            using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await _changes.Reader.ReadAsync(token.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                await AskAsync(static (client, limited) => client.PingAsync(new RequestOptions(), limited).AsTask(), cancellationToken);
            }
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var listed = new DeviceToolList(_options.MaxTools);
        string? cursor = null;
        for (var page = 0; page < MaxPages && listed.LeftOut is null; page++)
        {
            var parameters = cursor is null ? new JsonObject() : new JsonObject { ["cursor"] = cursor };
            JsonNode? result = null;
            await AskAsync(
                async (client, limited) => result = (await client.SendRequestAsync(new JsonRpcRequest { Method = "tools/list", Params = parameters }, limited)).Result,
                cancellationToken);
            var next = listed.Add(result);
            if (next is null || next == cursor)
                break;
            cursor = next;
        }

        var prefix = ServerToolNames.Prefix(Server.Length > 0 ? Server : _endpoint.Name);
        if (prefix.Length == 0)
            prefix = $"program_{_endpoint.Id}";
        var given = listed.Build(CallAsync);
        var names = ToolNames.Map(given.Select(tool => $"{prefix}__{tool.Name}"));
        AIFunction[] tools = [.. given.Select(tool => new PrefixedFunction(names[$"{prefix}__{tool.Name}"], tool))];
        var isFirst = _offer is null || _problem is not null;
        _offer = new Offer(tools);
        if (!isFirst)
            return;
        foreach (var (tool, reason) in listed.Unusable)
            _events.Emit(new ToolLeftOut(Server.Length > 0 ? Server : _endpoint.Name, tool, reason));
        _events.Emit(new ToolProgramConnected(_endpoint.Name, Server, tools.Length));
    }

    // A refusal is an answer: it is there.
    private async Task AskAsync(Func<McpClient, CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var limit = new DeadlineSource(_options.StartTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await ask(_client!, token.Token);
        }
        catch (McpProtocolException)
        {
            // Such as of a program that knows no ping.
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private async ValueTask<string> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var (startedAt, outcome) = (_time.GetTimestamp(), "failed");
        using var limit = new DeadlineSource(_options.CallTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = JsonObject.Create(arguments) };
            var response = await _client!.SendRequestAsync(new JsonRpcRequest { Method = "tools/call", Params = parameters }, token.Token);
            var answer = ToolText.Of(response.Result);
            outcome = answer.StartsWith(ToolText.Error, StringComparison.Ordinal) ? "refused" : "completed";
            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = "cancelled";
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            outcome = "timeout";
            return $"{ToolText.Error}the tool program did not answer within {_options.CallTimeout.TotalSeconds:0.#} seconds.";
        }
        catch (McpException refusal)
        {
            outcome = "refused";
            return ToolText.Error + refusal.Message;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return $"{ToolText.Error}the tool program has left.";
        }
        finally
        {
            _events.Emit(new ToolServerCalled(Server, tool, outcome, _time.GetElapsedTime(startedAt)));
        }
    }

    private void Tell(string problem)
    {
        var isNew = _problem is null;
        _problem = problem;
        if (isNew)
            _events.Emit(new ToolProgramLost(_endpoint.Name, Server, problem));
    }

    private sealed record Offer(IReadOnlyList<AIFunction> Tools);
}
