using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Conversations;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Carries MCP through the device's own socket and puts right what the SDK and the firmware say differently
/// (protocol.md 5). Thread-safe; sending and receiving never wait.
/// </summary>
internal sealed class DeviceMcpTransport(string sessionId, IDevice device, VisionGrant? vision) : IClientTransport, ITransport
{
    /// <summary>Without it the SDK probes for newer revisions first, which costs seconds with a silent device.</summary>
    private const string Revision = "2024-11-05";

    private const int Capacity = 64;
    private const int MaxAsked = 256;
    private const string NoJsonRpc = "an mcp message that is no JSON-RPC";

    private readonly Channel<JsonRpcMessage> _received =
        Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly Lock _gate = new();

    // Ids as JSON, until they are answered.
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private string? _initialize;

    string IClientTransport.Name => "device";

    string? ITransport.SessionId => sessionId;

    ChannelReader<JsonRpcMessage> ITransport.MessageReader => _received.Reader;

    /// <summary>How the SDK's client introduces itself to a device.</summary>
    public static McpClientOptions ClientOptions(TimeSpan timeout) => new()
    {
        ClientInfo = new Implementation { Name = "VoiceBus", Version = "1.0.0" },
        ProtocolVersion = Revision,
        InitializationTimeout = timeout,
    };

    /// <summary>Takes a message of the device.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Receive(JsonElement message)
    {
        try
        {
            // Some put the JSON into a text, some several messages into a list.
            if (message.ValueKind == JsonValueKind.String)
                message = JsonElement.Parse(message.GetString()!);
            return message.ValueKind == JsonValueKind.Array
                ? message.EnumerateArray().Select(Take).FirstOrDefault(static problem => problem is not null)
                : Take(message);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return NoJsonRpc;
        }
    }

    /// <summary>The device has left: whatever waits for it fails.</summary>
    public void Close() => _received.Writer.TryComplete();

    Task<ITransport> IClientTransport.ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<ITransport>(this);

    Task ITransport.SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (message is JsonRpcRequest request)
            Ask(request);

        device.Send(new DeviceMessage.Mcp(
            JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)))));
        return Task.CompletedTask;
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private string? Take(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return NoJsonRpc;
        var lenient = JsonObject.Create(JsonElement.Parse(JsonMender.Text(message)))!;
        LenientMessage.Repair(lenient);
        if (IsAnswer(lenient) && !IsFirst(lenient))
            return null;
        Complete(lenient);
        var read = lenient.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) as JsonRpcMessage;
        return read is null ? NoJsonRpc : _received.Writer.TryWrite(read) ? null : "more mcp messages than asked for";
    }

    private static bool IsAnswer(JsonObject message) => message.ContainsKey("result") || message.ContainsKey("error");

    // An answer that comes again, or to nothing that was asked, would be taken for the answer to what is asked next.
    private bool IsFirst(JsonObject answer)
    {
        // What has no id at all is the SDK's to refuse.
        if (answer["id"] is not JsonValue id)
            return true;
        lock (_gate)
            return _asked.Remove(id.ToJsonString());
    }

    // A device that answers "initialize" at all, be it with an error, is asked for its tools.
    private void Complete(JsonObject message)
    {
        if (Volatile.Read(ref _initialize) is not { } asked || message["id"]?.ToJsonString() != asked || !IsAnswer(message))
            return;
        Volatile.Write(ref _initialize, null);
        var given = message["result"];
        message.Remove("error");
        message["result"] = InitializeAnswer.Mend(given, Revision);
    }

    private void Ask(JsonRpcRequest request)
    {
        var id = JsonSerializer.Serialize(request.Id, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(RequestId)));
        lock (_gate)
        {
            // What was given up is never answered, or late.
            if (_asked.Count >= MaxAsked)
                _asked.Clear();
            _asked.Add(id);
        }

        if (request.Method != RequestMethods.Initialize)
            return;
        Volatile.Write(ref _initialize, id);
        if (vision is not null && request.Params is JsonObject parameters)
            Grant(parameters, vision);
    }

    // Devices look for the place that explains pictures here, where the SDK has no field (protocol.md 5.2).
    private static void Grant(JsonObject parameters, VisionGrant grant)
    {
        if (parameters["capabilities"] is not JsonObject capabilities)
            parameters["capabilities"] = capabilities = [];
        capabilities["vision"] = new JsonObject { ["url"] = grant.Url.AbsoluteUri, ["token"] = grant.Token };
    }
}
