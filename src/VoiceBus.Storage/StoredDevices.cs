using System.Data.Common;
using VoiceBus.Core.Devices;

namespace VoiceBus.Storage;

/// <summary>
/// Devices in a database, which several nodes may share: a change is applied to the version it was made for, else again to
/// the newer one. Bounded: anybody may ask for provisioning. Thread-safe; throws what the driver throws.
/// </summary>
/// <param name="database">Where they are kept.</param>
/// <param name="maxDevices">Devices kept at most.</param>
public sealed class StoredDevices(Database database, int maxDevices) : IDeviceStore
{
    private const string Columns =
        "id, client_id, name, board, firmware, serial_number, first_seen, last_seen, enabled, activated, persona, "
        + "bound_client, address, token_issued, token_used, listen_while_speaking, server_url, version";

    private const string Insert =
        $"""
        INSERT INTO devices ({Columns})
        VALUES (@id, @client, @name, @board, @firmware, @serial, @first, @last, @enabled, @activated, @persona,
            @bound, @address, @issued, @used, @listen, @server, 1)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE devices SET client_id = @client, name = @name, board = @board, firmware = @firmware, serial_number = @serial,
            first_seen = @first, last_seen = @last, enabled = @enabled, activated = @activated, persona = @persona,
            bound_client = @bound, address = @address, token_issued = @issued, token_used = @used,
            listen_while_speaking = @listen, server_url = @server, version = version + 1
        WHERE id = @id AND version = @version
        """;

    // What somebody decided about a device is worth more than that it called.
    private const string Forget =
        """
        DELETE FROM devices WHERE id IN (
            SELECT id FROM devices WHERE id <> @id
            ORDER BY CASE WHEN enabled AND NOT activated AND persona IS NULL THEN 0 ELSE 1 END, last_seen LIMIT @excess)
        """;

    /// <inheritdoc/>
    public async ValueTask<DeviceRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await FindAsync(connection, id.ToLowerInvariant(), cancellationToken))?.Device;
    }

    /// <inheritdoc/>
    public async ValueTask<DeviceRecord> UpdateAsync(string id, Func<DeviceRecord?, DeviceRecord> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        while (true)
        {
            var present = await FindAsync(connection, id.ToLowerInvariant(), cancellationToken);
            var device = change(present?.Device);
            if (await WriteAsync(connection, device with { Id = device.Id.ToLowerInvariant() }, present?.Version, cancellationToken))
                return device;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command("DELETE FROM devices WHERE id = @id", ("id", id.ToLowerInvariant()));
        return await remove.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeviceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var all = await connection.Command($"SELECT {Columns} FROM devices ORDER BY last_seen DESC, id").ReadAsync(Device, cancellationToken);
        return [.. all.Select(static found => found.Device)];
    }

    private static async Task<Found?> FindAsync(DbConnection connection, string id, CancellationToken cancellationToken)
    {
        var found = await connection.Command($"SELECT {Columns} FROM devices WHERE id = @id", ("id", id)).ReadAsync(Device, cancellationToken);
        return found.FirstOrDefault();
    }

    private async Task<bool> WriteAsync(DbConnection connection, DeviceRecord device, long? version, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            version is null ? Insert : Update,
            ("id", device.Id), ("client", device.ClientId), ("name", device.Name), ("board", device.Board),
            ("firmware", device.Firmware), ("serial", device.SerialNumber), ("first", device.FirstSeen), ("last", device.LastSeen),
            ("enabled", device.Enabled), ("activated", device.Activated), ("persona", device.Persona), ("bound", device.BoundClientId),
            ("address", device.Address), ("issued", device.TokenIssued), ("used", device.TokenUsed),
            ("listen", device.ListenWhileSpeaking), ("server", device.ServerUrl), ("version", version ?? 0));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false; // Somebody else was quicker.
        if (version is null)
            await ForgetAsync(connection, device.Id, cancellationToken);
        return true;
    }

    private async Task ForgetAsync(DbConnection connection, string newest, CancellationToken cancellationToken)
    {
        await using var count = connection.Command("SELECT COUNT(*) FROM devices");
        var excess = Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) - maxDevices;
        if (excess <= 0)
            return;
        await using var forget = connection.Command(Forget, ("id", newest), ("excess", excess));
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Found Device(DbDataReader row) => new(
        new DeviceRecord
        {
            Id = row.GetString(0),
            ClientId = row.TextOrNull(1),
            Name = row.GetString(2),
            Board = row.GetString(3),
            Firmware = row.GetString(4),
            SerialNumber = row.TextOrNull(5),
            FirstSeen = row.Time(6),
            LastSeen = row.Time(7),
            Enabled = row.GetBoolean(8),
            Activated = row.GetBoolean(9),
            Persona = row.TextOrNull(10),
            BoundClientId = row.TextOrNull(11),
            Address = row.TextOrNull(12),
            TokenIssued = row.TimeOrNull(13),
            TokenUsed = row.TimeOrNull(14),
            ListenWhileSpeaking = row.IsDBNull(15) ? null : row.GetBoolean(15),
            ServerUrl = row.TextOrNull(16),
        },
        row.GetInt64(17));

    private sealed record Found(DeviceRecord Device, long Version);
}
