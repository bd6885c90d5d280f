using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Streams;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.ToolServers.Processes;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>The SDK's client of one server, with the server's program if it has one. Thread-safe.</summary>
internal sealed class McpServerClient : IToolServerClient
{
    private const int MaxPages = 32;

    // Far from the SDK's own numbers, which count from 1.
    private const long FirstCall = 1_000_000_000;
    private static readonly TimeSpan _discoverTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _never = TimeSpan.FromDays(1);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    private readonly ToolServerSettings _server;
    private readonly ToolServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ServerProcess? _process;
    private readonly ExceptionGuard _guard;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly IEventSink _events;
    private McpClient? _client;
    private Cancellations? _cancellations;
    private long _lastCall = FirstCall;

    private McpServerClient(ToolServerSettings server, ToolServerOptions options, Action<string> complain, TimeProvider time, IEventSink events)
    {
        _events = events;
        _server = server;
        _options = options;
        _time = time;
        _guard = new ExceptionGuard(NullEventSink.Instance, "tool server", failed: defect => complain($"a cancellation could not be told: {defect.GetType().Name}"));
        _process = server.Command is null ? null : ServerProcess.Start(server, complain, options.StopTimeout, time);
    }

    public Task Ended { get; private set; } = Task.CompletedTask;

    private McpClient Client => _client ?? throw new IOException("the server has not been initialised");

    /// <summary>Connects; ends what was started when that fails.</summary>
    public static async Task<IToolServerClient> ConnectAsync(
        ToolServerSettings server, ToolServerOptions options, Action<string> complain, TimeProvider time, IEventSink events, CancellationToken cancellationToken)
    {
        var client = new McpServerClient(server, options, complain, time, events);
        try
        {
            await client.InitializeAsync(cancellationToken);
            return client;
        }
        catch (Exception fault)
        {
            var known = await client.ExplainAsync();
            await client.DisposeAsync();
            if (cancellationToken.IsCancellationRequested || known.Length == 0)
                throw;
            throw new IOException(known, fault);
        }
    }

    public Task ChangedAsync(CancellationToken cancellationToken) => _changes.Reader.ReadAsync(cancellationToken).AsTask();

    public async Task<IReadOnlyList<ServerTool>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ToolEntry>();
        string? cursor = null;
        for (var page = 0; page < MaxPages && listed.Count <= _options.MaxTools; page++)
        {
            var parameters = cursor is null ? new JsonObject() : new JsonObject { ["cursor"] = cursor };
            var request = new JsonRpcRequest { Method = RequestMethods.ToolsList, Params = parameters };
            var read = ListedTools.Read((await Client.SendRequestAsync(request, cancellationToken)).Result);
            listed.AddRange(read.Tools);
            foreach (var (tool, reason) in read.LeftOut)
                Tell(tool, reason);
            if (read.Next is not { } next || next == cursor)
                break;
            cursor = next;
        }

        if (listed.Count > _options.MaxTools)
            Tell(listed[_options.MaxTools].Name, $"and those after it: the server has more than {_options.MaxTools} tools");
        return ServerToolList.Of(_server.Name, listed.Take(_options.MaxTools));
    }

    public async Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var call = new RequestId(Interlocked.Increment(ref _lastCall));
        try
        {
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = arguments.ValueKind == JsonValueKind.Object ? JsonObject.Create(arguments) : [] };
            var request = new JsonRpcRequest { Id = call, Method = RequestMethods.ToolsCall, Params = parameters };
            return ServerToolResult.Of((await Client.SendRequestAsync(request, cancellationToken)).Result, _options.MaxResult);
        }
        catch (OperationCanceledException)
        {
            _cancellations?.Add(call);
            throw;
        }
        catch (McpException refusal)
        {
            return new ToolResult(refusal.Message, IsError: true);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Perhaps it is gone without having said so: whoever watches it looks at once.
            _changes.Writer.TryWrite(true);
            throw new IOException(await ExplainAsync() is { Length: > 0 } known ? known : ServerHttp.Explain(fault), fault);
        }
    }

    public async ValueTask<string> ExplainAsync() => _process is null ? "" : await _process.ExplainAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cancellations is { } cancellations)
            await cancellations.DisposeAsync();
        if (_client is { } client)
            await client.DisposeAsync().AsTask().WaitAsync(_farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process is { } process)
            await process.DisposeAsync();
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var transport = _process is { } process
            ? new StreamClientTransport(process.Input, new BoundedLines(process.Output, _options.MaxMessage), loggerFactory: null)
            : ServerHttp.Transport(_server, _options.MaxMessage);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var creating = McpClient.CreateAsync(transport, ClientOptions(), loggerFactory: null, token.Token);
        // What a program started may keep its output open when it has ended: the end of the stream is not what counts.
        if (_process is { } program && await Task.WhenAny(creating, program.Ended) != creating)
        {
            await token.CancelAsync();
            await ((Task)creating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client = await creating;
        _cancellations = new Cancellations(_client, _time, _guard);
        Ended = _process is null ? _client.Completion : Task.WhenAny(_client.Completion, _process.Ended);
    }

    private McpClientOptions ClientOptions() => new()
    {
        ClientInfo = new Implementation { Name = "VoiceBus", Version = "1.0.0" },
        // Who connects has the one deadline, and words the failure: a second timer of the same length would race it for that.
        InitializationTimeout = _never,
        DiscoverProbeTimeout = _discoverTimeout,
        TimeProvider = _time,
        Handlers = new McpClientHandlers
        {
            NotificationHandlers =
            [
                new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                {
                    _changes.Writer.TryWrite(true);
                    return ValueTask.CompletedTask;
                }),
            ],
        },
    };

    // Once for each connection: the list is asked for again and again.
    private void Tell(string tool, string reason)
    {
        if (_leftOut.Add(tool))
            _events.Emit(new ToolLeftOut(_server.Name, tool, reason));
    }
}
