namespace VoiceBus.Core.ToolPrograms;

/// <summary>Where MCP endpoints are kept, shared by all gateways. Thread-safe; throws what the driver throws.</summary>
public interface IMcpEndpointStore
{
    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<McpEndpoint>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds one by its id, or null.</summary>
    Task<McpEndpoint?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds one by the hash of its token, or null.</summary>
    Task<McpEndpoint?> FindByTokenAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Adds one or replaces the one of its id.</summary>
    Task PutAsync(McpEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Notes that a program dialled in.</summary>
    Task TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes one: its token is good for nothing any more.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);
}
