using VoiceBus.Core.Devices;

namespace VoiceBus.Storage;

/// <summary>Tickets in a database, which several nodes may share. Thread-safe; throws what the driver throws.</summary>
public sealed class StoredTickets(Database database, TimeProvider time) : ITicketStore
{
    /// <inheritdoc/>
    public async Task AddAsync(string hash, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var tidy = connection.Command("DELETE FROM talk_tickets WHERE until <= @now", ("now", time.GetUtcNow()));
        await tidy.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = connection.Command("INSERT INTO talk_tickets (hash, until) VALUES (@hash, @until)", ("hash", hash), ("until", until));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryTakeAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var use = connection.Command(
            "DELETE FROM talk_tickets WHERE hash = @hash AND until > @now", ("hash", hash), ("now", time.GetUtcNow()));
        return await use.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
