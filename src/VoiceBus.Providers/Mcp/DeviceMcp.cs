using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// The MCP session with one device: initialised in the background right after the hello, one call at a time, every request
/// with a deadline. Thread-safe. Disposal ends all requests at once.
/// </summary>
internal sealed class DeviceMcp : IAsyncDisposable
{
    private const int MaxPages = 32;

    private readonly string _sessionId;
    private readonly string _deviceId;
    private readonly DeviceToolsOptions _options;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly DeviceMcpTransport _transport;
    private readonly ExceptionGuard _guard;
    private readonly CancellationTokenSource _left = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly long _openedAt;
    private readonly Task<IReadOnlyList<AIFunction>> _listed;
    private McpClient? _client;

    public DeviceMcp(
        string sessionId, string deviceId, IDevice device, DeviceToolsOptions options, TimeProvider time, IEventSink events)
    {
        _sessionId = sessionId;
        _deviceId = deviceId;
        _options = options;
        _time = time;
        _events = events;
        _openedAt = time.GetTimestamp();
        _transport = new DeviceMcpTransport(sessionId, device, options.Vision(sessionId, deviceId));
        _guard = new ExceptionGuard(events, "device tools", sessionId);
        _listed = BackgroundTask.Start(OpenAsync);
    }

    /// <summary>The device's tools; waits only shortly after the hello.</summary>
    public async ValueTask<IReadOnlyList<AIFunction>> ListAsync(CancellationToken cancellationToken)
    {
        var left = _options.ListPatience - _time.GetElapsedTime(_openedAt);
        if (!_listed.IsCompleted && left > TimeSpan.Zero)
            await ((Task)_listed).WaitAsync(left, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _listed.IsCompletedSuccessfully ? await _listed : [];
    }

    /// <summary>Takes a message of the device.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Receive(JsonElement message) => _transport.Receive(message);

    /// <summary>Runs a tool and answers in words for the model; a fault is an answer that begins with "Error".</summary>
    public async ValueTask<string> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        var outcome = "failed";
        using var limit = new DeadlineSource(_options.RequestTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, _left.Token);
        try
        {
            var answer = await RequestCallAsync(tool, arguments, token.Token);
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
            return $"{ToolText.Error}the device did not answer within {_options.RequestTimeout.TotalSeconds:0.#} seconds.";
        }
        catch (McpException refusal)
        {
            outcome = "refused";
            return ToolText.Error + refusal.Message;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return $"{ToolText.Error}the device has left.";
        }
        finally
        {
            _events.Emit(new DeviceToolCalled(_sessionId, tool, outcome, _time.GetElapsedTime(startedAt)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelGuardedAsync(_guard);
        _transport.Close();
        await BackgroundTask.Observe(_listed, _guard);
        if (_client is { } client)
            await client.DisposeAsync();
    }

    private async Task<string> RequestCallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        // The device runs tools on its main task, one after the other (protocol.md 5.4).
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var parameters = new JsonObject { ["name"] = tool, ["arguments"] = JsonObject.Create(arguments) };
            return ToolText.Of(await RequestAsync("tools/call", parameters, cancellationToken));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyList<AIFunction>> OpenAsync()
    {
        var listed = new DeviceToolList(_options.MaxTools);
        string? problem = null;
        try
        {
            _client = await McpClient.CreateAsync(
                _transport, DeviceMcpTransport.ClientOptions(_options.RequestTimeout), loggerFactory: null, _left.Token);
            problem = await ListPagesAsync(listed);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a device answers must not end its session: it goes on with the tools listed so far.
            problem = fault is OperationCanceledException or TimeoutException
                ? $"no answer within {_options.RequestTimeout.TotalSeconds:0.#} s" : fault.Message;
        }

        if (problem is not null)
            _events.Emit(new DeviceToolsUnlisted(_sessionId, _deviceId, problem));
        foreach (var (tool, reason) in listed.Unusable)
            _events.Emit(new ToolLeftOut(_deviceId, tool, reason));
        var tools = listed.Build(CallAsync);
        if (tools.Count > 0)
            _events.Emit(new DeviceToolsListed(_sessionId, _deviceId, tools.Count, _time.GetElapsedTime(_openedAt)));
        return tools;
    }

    private async Task<string?> ListPagesAsync(DeviceToolList listed)
    {
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            using var limit = new DeadlineSource(_options.RequestTimeout, _time, _guard);
            using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _left.Token);
            var next = listed.Add(await RequestAsync("tools/list", cursor is null ? [] : new JsonObject { ["cursor"] = cursor }, token.Token));
            if (listed.LeftOut is { } reason)
                return reason;
            if (next is null)
                return null;
            if (next == cursor)
                return "the same page again and again";
            cursor = next;
        }

        return $"more than {MaxPages} pages";
    }

    private async Task<JsonNode?> RequestAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var client = _client ?? throw new IOException("The device has not been initialised.");
        var response = await client.SendRequestAsync(new JsonRpcRequest { Method = method, Params = parameters }, cancellationToken);
        return response.Result;
    }
}
