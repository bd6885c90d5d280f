using System.Text.Json;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.ToolServers;

/// <summary>
/// One configured MCP server, shared by everybody: its connections, its tools and what became of it. Asking for the tools
/// never waits. Thread-safe.
/// </summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly ToolServerConnection[] _connections;
    private readonly Redaction _redaction;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;

    public ToolServer(ToolServerSettings settings, ToolServerOptions options, ToolServerConnector connect, TimeProvider time, IEventSink events)
    {
        Settings = settings;
        (_time, _events) = (time, events);
        _redaction = new Redaction(settings);
        _connections = [.. Enumerable.Range(0, settings.Instances).Select(
            _ => new ToolServerConnection(settings.Name, options, connect, _redaction, time, events))];
    }

    /// <summary>As configured.</summary>
    public ToolServerSettings Settings { get; }

    /// <summary>The tools offered now.</summary>
    /// <exception cref="ProviderException">Unavailable: the server is not connected.</exception>
    public IReadOnlyList<ServerTool> Tools =>
        _connections.Select(static connection => connection.Tools).FirstOrDefault(static tools => tools is not null) ?? throw Down();

    /// <summary>Runs a tool by the connection that is least busy.</summary>
    /// <exception cref="ProviderException">The server is or was lost.</exception>
    public async Task<ToolResult> CallAsync(string name, JsonElement arguments, CancellationToken cancellationToken)
    {
        var connection = _connections.Where(static connection => connection.Tools is not null).MinBy(static connection => connection.Calls) ?? throw Down();
        if (connection.Tools?.FirstOrDefault(tool => tool.Name == name) is not { } tool)
            throw new ProviderException(ServiceType.Mcp, Settings.Name, FailureKind.BadRequest, false, $"There is no tool '{name}'.");
        var meant = ArgumentTypes.Coerce(tool.Schema, arguments);
        if (ArgumentCheck.Problem(tool.Schema, meant) is { } problem)
            return new ToolResult(problem, IsError: true);
        var from = _time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var result = await connection.CallAsync(tool.Wire, meant, cancellationToken);
            outcome = result.IsError ? "refused" : "completed";
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (IOException lost)
        {
            throw Fault(FailureKind.Unavailable, lost.Message, lost);
        }
        catch (ToolServerBusyException busy)
        {
            throw Fault(FailureKind.Overloaded, busy.Message, busy);
        }
        finally
        {
            _events.Emit(new ToolServerCalled(Settings.Name, tool.Wire, outcome, _time.GetElapsedTime(from)));
        }
    }

    /// <summary>How it does now.</summary>
    public ToolServerStatus GetStatus()
    {
        var live = _connections.Where(static connection => connection.Tools is not null).ToArray();
        var problem = _connections.Select(static connection => connection.Problem).FirstOrDefault(static problem => problem is not null);
        var state = live.Length > 0 ? ToolServerState.Connected : problem is null ? ToolServerState.Connecting : ToolServerState.Unreachable;
        return new ToolServerStatus(
            Settings.Name, Settings.Transport, state, live.FirstOrDefault()?.Tools?.Count ?? 0, live.FirstOrDefault()?.Latency, problem,
            (live.Length, _connections.Length), _connections.Sum(static connection => Math.Max(0, connection.Connects - 1)));
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_connections.Select(static connection => connection.DisposeAsync().AsTask()));

    private ProviderException Down() =>
        Fault(FailureKind.Unavailable, GetStatus().Detail ?? "it is being started", inner: null);

    private ProviderException Fault(FailureKind kind, string why, Exception? inner) => new(
        ServiceType.Mcp, Settings.Name, kind, retryable: true,
        $"The tool server '{Settings.Name}' cannot be used: {_redaction.Apply(why)}", inner: inner);
}
