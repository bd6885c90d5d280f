using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Iot;

namespace VoiceBus.Providers.Mcp;

/// <summary>All tools of one device: those of its MCP server and the things of old firmware. Thread-safe.</summary>
internal sealed class DeviceToolbox : IDeviceTools
{
    private readonly DeviceMcp? _mcp;
    private readonly IotTools _things;
    private readonly string _deviceId;
    private readonly DeviceToolsOptions _options;
    private readonly IEventSink _events;

    public DeviceToolbox(
        string sessionId, string deviceId, IDevice device, DeviceToolsOptions options, TimeProvider time, IEventSink events)
    {
        (_deviceId, _options, _events) = (deviceId, options, events);
        _things = new IotTools(device);
        _mcp = device.HasMcp ? new DeviceMcp(sessionId, deviceId, device, options, time, events) : null;
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
            _events.Emit(new LimitReached(LimitNames.ThingBytes, _deviceId, $"the things described take more than {most} bytes: {leftOut} left out"));
        return problem;
    }

    public ValueTask DisposeAsync() => _mcp?.DisposeAsync() ?? ValueTask.CompletedTask;
}
