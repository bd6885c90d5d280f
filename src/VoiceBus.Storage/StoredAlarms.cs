using System.Data.Common;
using VoiceBus.Core.Alarms;

namespace VoiceBus.Storage;

/// <summary>Timers and alarms in a database, which several nodes may share. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredAlarms(Database database) : IAlarmStore
{
    private const string OfDevice =
        """
        SELECT id, device_id, kind, name, message, rings_at, set_at, time_of_day, days, snoozed FROM device_alarms
        WHERE device_id = @device ORDER BY rings_at, id
        """;

    private const string Insert =
        """
        INSERT INTO device_alarms (id, device_id, kind, name, message, rings_at, set_at, time_of_day, days, snoozed)
        VALUES (@id, @device, @kind, @name, @message, @rings, @set, @time, @days, @snoozed)
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceAlarm>> ListAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.Command(OfDevice, ("device", deviceId.ToLowerInvariant())).ReadAsync(Alarm, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var insert = connection.Command(
            Insert, ("id", alarm.Id), ("device", alarm.DeviceId.ToLowerInvariant()), ("kind", alarm.Kind.ToString().ToLowerInvariant()), ("name", alarm.Name),
            ("message", alarm.Message), ("rings", alarm.RingsAt), ("set", alarm.SetAt), ("time", MinuteOf(alarm.TimeOfDay)),
            ("days", alarm.Days == AlarmDays.None ? null : (int)alarm.Days), ("snoozed", alarm.Snoozed));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> MoveAsync(DeviceAlarm alarm, DateTimeOffset next, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var move = connection.Command(
            "UPDATE device_alarms SET rings_at = @next WHERE id = @id AND rings_at = @before", ("next", next), ("id", alarm.Id), ("before", alarm.RingsAt));
        return await move.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string deviceId, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command(
            "DELETE FROM device_alarms WHERE id = @id AND device_id = @device", ("id", id), ("device", deviceId.ToLowerInvariant()));
        return await remove.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task RemoveAllAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var remove = connection.Command("DELETE FROM device_alarms WHERE device_id = @device", ("device", deviceId.ToLowerInvariant()));
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private static int? MinuteOf(TimeOnly? time) => time is { } at ? (at.Hour * 60) + at.Minute : null;

    private static DeviceAlarm Alarm(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        DeviceId = row.GetString(1),
        Kind = Enum.TryParse<AlarmKind>(row.GetString(2), ignoreCase: true, out var kind) ? kind : AlarmKind.Timer,
        Name = row.GetString(3),
        Message = row.TextOrNull(4),
        RingsAt = row.Time(5),
        SetAt = row.Time(6),
        TimeOfDay = row.IsDBNull(7) ? null : new TimeOnly(row.GetInt32(7) / 60, row.GetInt32(7) % 60),
        Days = row.IsDBNull(8) ? AlarmDays.None : (AlarmDays)row.GetInt32(8),
        Snoozed = row.GetBoolean(9),
    };
}
