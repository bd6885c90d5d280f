namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>A server in the file that cannot be used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Message">Names the field and what it must be; no secret.</param>
public sealed record ToolServerProblem(string Name, string Message);

/// <summary>What a file of MCP servers says.</summary>
/// <param name="Servers">Those that are switched on and right, in the file's order.</param>
/// <param name="Disabled">Names of those switched off.</param>
/// <param name="Problems">Those that are wrong.</param>
public sealed record ToolServerList(
    IReadOnlyList<ToolServerSettings> Servers, IReadOnlyList<string> Disabled, IReadOnlyList<ToolServerProblem> Problems)
{
    /// <summary>No server.</summary>
    public static ToolServerList Empty { get; } = new([], [], []);
}
