namespace VoiceBus.Core.Conversations;

/// <summary>What the gateway knows and device tools ask. Thread-safe.</summary>
/// <param name="Vision">Where the device of a session, given by the ids of both, may send pictures; null when nowhere.</param>
/// <param name="ThingBytes">Bytes of the descriptions and states of a device's IoT things that are kept.</param>
public sealed record DeviceToolsContext(Func<string, string, VisionGrant?> Vision, Func<int> ThingBytes);
