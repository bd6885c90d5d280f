using System.Collections.Concurrent;

namespace VoiceBus.Core.ToolPrograms;

/// <summary>MCP endpoints of a process that keeps nothing. Thread-safe.</summary>
public sealed class InMemoryMcpEndpoints : IMcpEndpointStore
{
    private readonly ConcurrentDictionary<string, McpEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<McpEndpoint>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<McpEndpoint>>([.. _endpoints.Values.OrderBy(static endpoint => endpoint.Name, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task<McpEndpoint?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_endpoints.GetValueOrDefault(id));

    /// <inheritdoc/>
    public Task<McpEndpoint?> FindByTokenAsync(string tokenHash, CancellationToken cancellationToken) =>
        Task.FromResult(_endpoints.Values.FirstOrDefault(endpoint => endpoint.TokenHash == tokenHash));

    /// <inheritdoc/>
    public Task PutAsync(McpEndpoint endpoint, CancellationToken cancellationToken)
    {
        _endpoints[endpoint.Id] = endpoint;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_endpoints.TryGetValue(id, out var known))
            _endpoints.TryUpdate(id, known with { LastUsed = at }, known);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_endpoints.TryRemove(id, out _));
}
