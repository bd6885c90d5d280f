namespace VoiceBus.Core.Monitoring;

/// <summary>How an MCP server does.</summary>
public enum ToolServerState
{
    /// <summary>Connected, and answered when it was last asked.</summary>
    Connected,

    /// <summary>Being started for the first time.</summary>
    Connecting,

    /// <summary>Lost, or could not be reached; it is tried again.</summary>
    Unreachable,

    /// <summary>Its entry in the file is wrong.</summary>
    Misconfigured,

    /// <summary>Switched off in the file.</summary>
    Disabled,
}

/// <summary>An MCP server at one moment.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Transport">"stdio", "http" or "sse"; null when it is not in use.</param>
/// <param name="State">How it does.</param>
/// <param name="Tools">How many tools it offers now.</param>
/// <param name="Latency">How long it took to list them when it was last asked, or null.</param>
/// <param name="Detail">Why it is not connected, or null; holds no secret.</param>
/// <param name="Connections">How many connections there are now, of as many as are wanted.</param>
/// <param name="Reconnects">How often it was connected again.</param>
public sealed record ToolServerStatus(
    string Name, string? Transport, ToolServerState State, int Tools, TimeSpan? Latency, string? Detail, (int Now, int Wanted) Connections, int Reconnects);
