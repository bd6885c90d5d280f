using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Facts;
using VoiceBus.Providers.Things;

namespace VoiceBus.Providers.Mcp;

/// <summary>All tools of one device: those of its MCP server and the things of old firmware. Thread-safe.</summary>
internal sealed class DeviceToolbox : IDeviceTools
{
    private readonly DeviceMcp? _mcp;
    private readonly ThingTools _things;
    private readonly string _deviceId;
    private readonly DeviceToolsOptions _options;
    private readonly IFactTeller _facts;

    public DeviceToolbox(
        string sessionId, string deviceId, IDevice device, DeviceToolsOptions options, TimeProvider time, IFactTeller facts)
    {
        (_deviceId, _options, _facts) = (deviceId, options, facts);
        _things = new ThingTools(device);
        _mcp = device.HasMcp ? new DeviceMcp(sessionId, deviceId, device, options, time, facts) : null;
    }

    public async ValueTask<IReadOnlyList<AIFunction>> ListAsync(CancellationToken cancellationToken)
    {
        var things = _things.Tools;
        if (_mcp is null)
            return things;
        var tools = await _mcp.ListAsync(cancellationToken);
        return things.Count == 0 ? tools : [.. tools, .. things];
    }

    public string? Receive(JsonElement message) =>
        _mcp is null ? "an mcp message of a device without features.mcp" : _mcp.Receive(message);

    public string? ReceiveThings(JsonElement message)
    {
        var most = _options.ThingBytes();
        var problem = _things.Receive(message, most, out var leftOut);
        if (leftOut > 0)
            _facts.Tell(new LimitReached(LimitNames.ThingBytes, _deviceId, $"the things described take more than {most} bytes: {leftOut} left out"));
        return problem;
    }

    public ValueTask DisposeAsync() => _mcp?.DisposeAsync() ?? ValueTask.CompletedTask;
}
