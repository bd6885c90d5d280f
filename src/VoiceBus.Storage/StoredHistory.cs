using System.Data.Common;
using System.Text.Json;
using VoiceBus.Core.Memory;

namespace VoiceBus.Storage;

/// <summary>Dialogue in a database. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredHistory(Database database) : IHistoryStore
{
    private const string Insert =
        """
        INSERT INTO turns (id, device_id, session_id, at, user_text, played_text, ending, persona, tools)
        VALUES (@id, @device, @session, @at, @user, @played, @ending, @persona, @tools) ON CONFLICT (id) DO NOTHING
        """;

    private const string Newest =
        """
        SELECT id, device_id, session_id, at, user_text, played_text, ending, persona, tools FROM turns
        WHERE device_id = @device ORDER BY at DESC, id DESC LIMIT @max
        """;

    private const string PutSummary =
        """
        INSERT INTO summaries (device_id, text, until) VALUES (@device, @text, @until)
        ON CONFLICT (device_id) DO UPDATE SET text = excluded.text, until = excluded.until
        """;

    private const string DeleteTooMany =
        """
        DELETE FROM turns WHERE id IN (
            SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY at DESC, id DESC) AS age FROM turns) AS aged
            WHERE age > @max)
        """;

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<HistoryTurn> turns, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var turn in turns)
        {
            await using var insert = transaction.Command(
                Insert, ("id", turn.Id), ("device", turn.DeviceId), ("session", turn.SessionId), ("at", turn.At),
                ("user", turn.UserText), ("played", turn.PlayedText), ("ending", turn.Ending), ("persona", turn.Persona), ("tools", ToolsOf(turn)));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HistoryTurn>> ReadAsync(string deviceId, int max, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var turns = await connection.Command(Newest, ("device", deviceId), ("max", max)).ReadAsync(Turn, cancellationToken);
        turns.Reverse();
        return turns;
    }

    /// <inheritdoc/>
    public async Task<HistorySummary?> ReadSummaryAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await connection.Command("SELECT text, until FROM summaries WHERE device_id = @device", ("device", deviceId))
            .ReadAsync(static row => new HistorySummary(row.GetString(0), row.Time(1)), cancellationToken);
        return found.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task WriteSummaryAsync(string deviceId, HistorySummary summary, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var put = connection.Command(PutSummary, ("device", deviceId), ("text", summary.Text), ("until", summary.Until));
        await put.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string deviceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var summary = transaction.Command("DELETE FROM summaries WHERE device_id = @device", ("device", deviceId));
        await summary.ExecuteNonQueryAsync(cancellationToken);
        await using var turns = transaction.Command("DELETE FROM turns WHERE device_id = @device", ("device", deviceId));
        var deleted = await turns.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    /// <inheritdoc/>
    public async Task<int> PruneAsync(DateTimeOffset before, int maxPerDevice, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await database.TryLockCleaningAsync(transaction, cancellationToken))
            return 0;
        await using var summaries = transaction.Command("DELETE FROM summaries WHERE until < @before", ("before", before));
        await summaries.ExecuteNonQueryAsync(cancellationToken);
        await using var old = transaction.Command("DELETE FROM turns WHERE at < @before", ("before", before));
        var deleted = await old.ExecuteNonQueryAsync(cancellationToken);
        await using var many = transaction.Command(DeleteTooMany, ("max", maxPerDevice));
        deleted += await many.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static HistoryTurn Turn(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        DeviceId = row.GetString(1),
        SessionId = row.GetString(2),
        At = row.Time(3),
        UserText = row.GetString(4),
        PlayedText = row.GetString(5),
        Ending = row.GetString(6),
        Persona = row.GetString(7),
        Tools = row.IsDBNull(8) ? [] : ToolsOf(row.GetString(8)),
    };

    private static string? ToolsOf(HistoryTurn turn) =>
        turn.Tools.Count == 0 ? null : JsonSerializer.Serialize(turn.Tools, JsonSerializerOptions.Web);

    // What cannot be read is not worth a session without a past.
    private static ToolUse[] ToolsOf(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ToolUse[]>(json, JsonSerializerOptions.Web) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
