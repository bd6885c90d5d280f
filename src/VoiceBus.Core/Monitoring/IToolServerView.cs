namespace VoiceBus.Core.Monitoring;

/// <summary>The MCP servers of this process as they are seen from outside. Thread-safe.</summary>
public interface IToolServerView
{
    /// <summary>Every server of the file, as it does now.</summary>
    IReadOnlyList<ToolServerStatus> GetStatus();
}
