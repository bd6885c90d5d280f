using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.Mcp;

/// <summary>Makes the tools of each session out of what its device offers. Thread-safe.</summary>
/// <param name="options">Deadlines and limits.</param>
/// <param name="time">The clock of all deadlines.</param>
/// <param name="events">Notified of what devices can do and did.</param>
public sealed class DeviceToolsFactory(DeviceToolsOptions options, TimeProvider time, IEventSink events) : IDeviceToolsFactory
{
    /// <inheritdoc/>
    public IDeviceTools Open(string sessionId, string deviceId, IDevice device) =>
        new DeviceToolbox(sessionId, deviceId, device, options, time, events);
}
