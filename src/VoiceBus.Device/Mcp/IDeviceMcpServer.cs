using System.Text.Json;

namespace VoiceBus.Device.Mcp;

/// <summary>The MCP server behind a device's socket (protocol.md 5). Safe from any thread.</summary>
public interface IDeviceMcpServer
{
    /// <summary>Answers one request; the device receives nothing else meanwhile.</summary>
    /// <param name="request">The payload of an <c>mcp</c> message.</param>
    /// <returns>The JSON-RPC answer as UTF-8; null keeps silent.</returns>
    byte[]? Answer(JsonElement request);

    /// <summary>Answers one request that may need the network; as <see cref="Answer"/> unless a device can do more.</summary>
    /// <param name="request">The payload of an <c>mcp</c> message.</param>
    /// <param name="ct">The device hangs up.</param>
    /// <returns>The JSON-RPC answer as UTF-8; null keeps silent.</returns>
    ValueTask<byte[]?> AnswerAsync(JsonElement request, CancellationToken ct) => ValueTask.FromResult(Answer(request));
}
