using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api;

/// <summary>One configured MCP server.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Transport">stdio, http or sse; null when it is not in use.</param>
/// <param name="Status">connected, connecting, unreachable, misconfigured or disabled.</param>
/// <param name="Tools">How many tools it offers now.</param>
/// <param name="Latency">How long listing them took when it was last asked, ms; null before.</param>
/// <param name="Detail">Why it is not connected; holds no secret.</param>
/// <param name="Connections">Connections there are now.</param>
/// <param name="Reconnects">How often it was connected again since the start.</param>
public sealed record ToolServerDto(
    string Name, string? Transport, string Status, int Tools, double? Latency, string? Detail, int Connections, int Reconnects)
{
    internal static ToolServerDto From(ToolServerStatus server) => new(
        server.Name,
        server.Transport,
        server.State.ToString().ToLowerInvariant(),
        server.Tools,
        ServiceHealthDto.Round(server.Latency?.TotalMilliseconds),
        server.Detail,
        server.Connections.Now,
        server.Reconnects);
}
