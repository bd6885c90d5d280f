namespace VoiceBus.Core.Monitoring;

/// <summary>Of a process without MCP servers.</summary>
public sealed class NoToolServers : IToolServerView
{
    /// <inheritdoc/>
    public IReadOnlyList<ToolServerStatus> GetStatus() => [];
}
