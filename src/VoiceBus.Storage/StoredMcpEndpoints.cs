using System.Data.Common;
using System.Text.Json;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Storage;

/// <summary>MCP endpoints in a database, which several nodes may share. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredMcpEndpoints(Database database) : IMcpEndpointStore
{
    private const string All = "SELECT id, name, token_hash, devices, personas, created_at, last_used FROM mcp_endpoints";

    private const string Put =
        """
        INSERT INTO mcp_endpoints (id, name, token_hash, devices, personas, created_at, last_used)
        VALUES (@id, @name, @hash, @devices, @personas, @created, @used)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, devices = excluded.devices, personas = excluded.personas
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<McpEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.Command($"{All} ORDER BY name, id").ReadAsync(Endpoint, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<McpEndpoint?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.Command($"{All} WHERE id = @id", ("id", id)).ReadAsync(Endpoint, cancellationToken)).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<McpEndpoint?> FindByTokenAsync(string tokenHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.Command($"{All} WHERE token_hash = @hash", ("hash", tokenHash)).ReadAsync(Endpoint, cancellationToken)).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task PutAsync(McpEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var put = connection.Command(
            Put, ("id", endpoint.Id), ("name", endpoint.Name), ("hash", endpoint.TokenHash), ("devices", JsonSerializer.Serialize(endpoint.Devices)),
            ("personas", JsonSerializer.Serialize(endpoint.Personas)), ("created", endpoint.CreatedAt), ("used", endpoint.LastUsed));
        await put.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var touch = connection.Command("UPDATE mcp_endpoints SET last_used = @at WHERE id = @id", ("id", id), ("at", at));
        await touch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command("DELETE FROM mcp_endpoints WHERE id = @id", ("id", id));
        return await remove.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static McpEndpoint Endpoint(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        TokenHash = row.GetString(2),
        Devices = JsonSerializer.Deserialize<string[]>(row.GetString(3)) ?? [],
        Personas = JsonSerializer.Deserialize<string[]>(row.GetString(4)) ?? [],
        CreatedAt = row.Time(5),
        LastUsed = row.TimeOrNull(6),
    };
}
