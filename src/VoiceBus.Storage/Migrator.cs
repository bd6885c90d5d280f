using System.Data.Common;

namespace VoiceBus.Storage;

/// <summary>
/// Brings a schema up to date: all missing steps in one transaction and under one lock, so that nodes starting together do
/// it once, and a step that fails leaves the schema as it was.
/// </summary>
internal sealed class Migrator(Database database, TimeProvider time)
{
    /// <summary>Runs the steps that are missing.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="InvalidOperationException">The schema is newer than this program.</exception>
    public async Task<int> RunAsync(DbConnection connection, IReadOnlyList<Migration> steps, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await database.LockSchemaAsync(transaction, cancellationToken);
        await transaction.Command(
            "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)")
            .ExecuteNonQueryAsync(cancellationToken);
        var present = Convert.ToInt32(
            await transaction.Command("SELECT COALESCE(MAX(version), 0) FROM schema_versions").ExecuteScalarAsync(cancellationToken),
            System.Globalization.CultureInfo.InvariantCulture);
        if (present > steps[^1].Version)
            throw new InvalidOperationException(
                $"{database.Description} was made by a newer VoiceBus (schema {present}; this one knows {steps[^1].Version}). Use that version, or another database.");
        var missing = steps.Where(step => step.Version > present).ToArray();
        foreach (var step in missing)
            await ApplyAsync(transaction, step, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return missing.Length;
    }

    private async Task ApplyAsync(DbTransaction transaction, Migration step, CancellationToken cancellationToken)
    {
        await transaction.Command(step.Script).ExecuteNonQueryAsync(cancellationToken);
        await transaction.Command(
            "INSERT INTO schema_versions (version, name, applied_at) VALUES (@version, @name, @at)",
            ("version", step.Version), ("name", step.Name), ("at", time.GetUtcNow().ToUnixTimeMilliseconds()))
            .ExecuteNonQueryAsync(cancellationToken);
    }
}
