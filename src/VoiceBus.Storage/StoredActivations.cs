using System.Data.Common;
using VoiceBus.Core.Devices;

namespace VoiceBus.Storage;

/// <summary>Codes that devices show, in the database that the gateways share. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredActivations(Database database, TimeProvider time) : IActivationStore
{
    private const string Select = "SELECT device_id, client_id, code, challenge, address, until FROM activations WHERE until > @now";

    /// <inheritdoc/>
    public async Task<(PendingActivation Pending, bool IsNew)> AskAsync(string deviceId, string clientId, string? address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        while (true)
        {
            if (await FindAsync(connection, deviceId, clientId, cancellationToken) is { } waiting)
                return (waiting, false);
            await TidyAsync(connection, cancellationToken);
            var made = PendingActivation.New(deviceId, clientId, address, time.GetUtcNow());
            // Another device may have the code, another request may have been quicker.
            await using var insert = connection.Command(
                """
                INSERT INTO activations (device_id, client_id, code, challenge, address, until)
                VALUES (@device, @client, @code, @challenge, @address, @until) ON CONFLICT DO NOTHING
                """,
                ("device", deviceId), ("client", clientId), ("code", made.Code), ("challenge", made.Challenge), ("address", address), ("until", made.Until));
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
                return (made, true);
        }
    }

    /// <inheritdoc/>
    public async Task<PendingActivation?> FindAsync(string deviceId, string clientId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, deviceId, clientId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PendingActivation?> FindAsync(string code, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await connection.Command($"{Select} AND code = @code", ("now", time.GetUtcNow()), ("code", code)).ReadAsync(Pending, cancellationToken);
        return found.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PendingActivation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.Command($"{Select} ORDER BY until, code", ("now", time.GetUtcNow())).ReadAsync(Pending, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PendingActivation>> ListAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.Command($"{Select} AND device_id = @device ORDER BY until, code", ("now", time.GetUtcNow()), ("device", deviceId))
            .ReadAsync(Pending, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(PendingActivation pending, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command(
            "DELETE FROM activations WHERE device_id = @device AND client_id = @client AND code = @code",
            ("device", pending.DeviceId), ("client", pending.ClientId), ("code", pending.Code));
        return await remove.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <inheritdoc/>
    public async Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command("DELETE FROM activations WHERE device_id = @device", ("device", deviceId));
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<PendingActivation?> FindAsync(DbConnection connection, string deviceId, string clientId, CancellationToken cancellationToken)
    {
        var found = await connection.Command(
            $"{Select} AND device_id = @device AND client_id = @client", ("now", time.GetUtcNow()), ("device", deviceId), ("client", clientId))
            .ReadAsync(Pending, cancellationToken);
        return found.FirstOrDefault();
    }

    private async Task TidyAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var tidy = connection.Command(
            """
            DELETE FROM activations WHERE until <= @now OR code IN (SELECT code FROM activations ORDER BY until DESC, code LIMIT 10000 OFFSET @kept)
            """,
            ("now", time.GetUtcNow()), ("kept", PendingActivation.Max - 1));
        await tidy.ExecuteNonQueryAsync(cancellationToken);
    }

    private static PendingActivation Pending(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.Time(5));
}
