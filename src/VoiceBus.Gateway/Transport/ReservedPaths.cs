namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Where a WebSocket is no device's: what is meant for something else must not be kept waiting for a hello. Endpoints there
/// answer, and what is none is 404. Pure.
/// </summary>
internal static class ReservedPaths
{
    /// <summary>The segment tool programs dial below, whatever stands in front of it.</summary>
    private const string McpEndpoint = "/mcp_endpoint";

    private static readonly PathString[] _reserved = ["/api", "/metrics", "/openapi"];

    /// <summary>Whether a path belongs to something else.</summary>
    public static bool Contains(PathString path)
    {
        foreach (var reserved in _reserved)
            if (path.StartsWithSegments(reserved))
                return true;
        return AfterMcpEndpoint(path) is not null;
    }

    /// <summary>What follows the segment tool programs dial below, without slashes at its ends; null when the path has no such segment.</summary>
    public static string? AfterMcpEndpoint(PathString path)
    {
        var value = path.Value ?? "";
        var at = value.IndexOf(McpEndpoint, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || (at + McpEndpoint.Length < value.Length && value[at + McpEndpoint.Length] != '/'))
            return null;
        return value[(at + McpEndpoint.Length)..].Trim('/');
    }
}
