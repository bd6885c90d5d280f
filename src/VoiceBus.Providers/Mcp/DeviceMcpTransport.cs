using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceBus.Core.Conversations;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Carries MCP through the device's own socket and puts right what the SDK and the firmware say differently
/// (protocol.md 5). Thread-safe; sending and receiving never wait.
/// </summary>
internal sealed class DeviceMcpTransport(string sessionId, IDevice device, VisionGrant? vision) : IClientTransport, ITransport
{
    /// <summary>Without it the SDK probes for newer revisions first, which costs seconds with a silent device.</summary>
    private const string Revision = "2024-11-05";

    private const int InternalError = -32603;
    private const int Capacity = 64;

    private readonly Channel<JsonRpcMessage> _received =
        Channel.CreateBounded<JsonRpcMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });

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
            var lenient = JsonObject.Create(message)!;
            Repair(lenient);
            var read = lenient.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) as JsonRpcMessage;
            return read is null ? "an mcp message that is no JSON-RPC" : _received.Writer.TryWrite(read) ? null : "more mcp messages than asked for";
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return "an mcp message that is no JSON-RPC";
        }
    }

    /// <summary>The device has left: whatever waits for it fails.</summary>
    public void Close() => _received.Writer.TryComplete();

    Task<ITransport> IClientTransport.ConnectAsync(CancellationToken cancellationToken) => Task.FromResult<ITransport>(this);

    Task ITransport.SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (vision is not null && message is JsonRpcRequest { Method: "initialize", Params: JsonObject parameters })
            Grant(parameters, vision);
        device.Send(new DeviceMessage.Mcp(
            JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)))));
        return Task.CompletedTask;
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    // The SDK requires what devices leave out: an error's code, and the id as the number it was sent as.
    private static void Repair(JsonObject message)
    {
        if (message["error"] is JsonObject error)
        {
            error["code"] ??= InternalError;
            error["message"] ??= "the device gave no reason";
        }

        if (message["id"] is JsonValue id && id.TryGetValue<string>(out var text) && long.TryParse(text, out var number))
            message["id"] = number;
    }

    // Devices look for the place that explains pictures here, where the SDK has no field (protocol.md 5.2).
    private static void Grant(JsonObject parameters, VisionGrant grant)
    {
        if (parameters["capabilities"] is not JsonObject capabilities)
            parameters["capabilities"] = capabilities = [];
        capabilities["vision"] = new JsonObject { ["url"] = grant.Url.AbsoluteUri, ["token"] = grant.Token };
    }
}
