using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Streams;
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
    private McpClient? _client;
    private Cancellations? _cancellations;
    private long _lastCall = FirstCall;

    private McpServerClient(ToolServerSettings server, ToolServerOptions options, Action<string> complain, TimeProvider time)
    {
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
        ToolServerSettings server, ToolServerOptions options, Action<string> complain, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = new McpServerClient(server, options, complain, time);
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
        var listed = new List<Tool>();
        string? cursor = null;
        for (var page = 0; page < MaxPages && listed.Count < _options.MaxTools; page++)
        {
            var result = await Client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, cancellationToken);
            listed.AddRange(result.Tools);
            if (result.NextCursor is not { Length: > 0 } next || next == cursor)
                break;
            cursor = next;
        }

        return ServerToolList.Of(_server.Name, listed.Take(_options.MaxTools));
    }

    public async Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var call = new RequestId(Interlocked.Increment(ref _lastCall));
        try
        {
            var result = await Client.SendRequestAsync<CallToolRequestParams, CallToolResult>(
                RequestMethods.ToolsCall, new CallToolRequestParams { Name = tool, Arguments = Members(arguments) },
                McpJsonUtilities.DefaultOptions, call, cancellationToken);
            return ServerToolResult.Of(result, _options.MaxResult);
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

    private static Dictionary<string, JsonElement> Members(JsonElement arguments) => arguments.ValueKind == JsonValueKind.Object
        ? arguments.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value)
        : [];
}
