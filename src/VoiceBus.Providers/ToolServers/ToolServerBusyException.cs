namespace VoiceBus.Providers.ToolServers;

/// <summary>A connection carries as many calls as it may.</summary>
/// <param name="calls">How many that is.</param>
internal sealed class ToolServerBusyException(int calls) : Exception($"it is busy with {calls} calls");
