using VoiceBus.Core.Memory;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>What this process remembers of devices: nothing on a worker. Thread-safe; never waits.</summary>
internal sealed class LocalMemory(SessionManager sessions, MemoryWriter? writer = null)
{
    /// <summary>Lets a device's open session forget what was said.</summary>
    public void ForgetDialogue(string deviceId) => sessions.FindByDevice(deviceId)?.Inbox?.Post(new SessionCommand.Forget());

    /// <summary>Forgets all that was said with a device, also what waits to be written.</summary>
    public ClusterResponse Forget(string deviceId)
    {
        ForgetDialogue(deviceId);
        return ClusterResponse.Of(writer?.Forget(deviceId.ToLowerInvariant()) == false ? NodeOutcome.Refused : NodeOutcome.Done);
    }
}
