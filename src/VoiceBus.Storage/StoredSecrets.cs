using VoiceBus.Core.Devices;

namespace VoiceBus.Storage;

/// <summary>Secrets in a database: the first node to propose one decides. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredSecrets(Database database) : ISecretStore
{
    /// <inheritdoc/>
    public int Generation => database.Generation;

    /// <inheritdoc/>
    public async Task<byte[]> GetOrAddAsync(string name, byte[] proposed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var insert = connection.Command(
            "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING", ("name", name), ("value", Convert.ToBase64String(proposed)));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var select = connection.Command("SELECT value FROM secrets WHERE name = @name", ("name", name));
        return Convert.FromBase64String((string)(await select.ExecuteScalarAsync(cancellationToken))!);
    }
}
