using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using VoiceBus.Storage;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// What the console's talk page is let in by: each ticket once, at whichever gateway of the database. Thread-safe; throws what
/// the driver throws.
/// </summary>
public sealed class TalkTickets(Database database, TimeProvider time)
{
    /// <summary>How long a ticket waits to be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Makes a ticket.</summary>
    public async Task<string> IssueAsync(CancellationToken cancellationToken)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var tidy = connection.Command("DELETE FROM talk_tickets WHERE until <= @now", ("now", now));
        await tidy.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = connection.Command(
            "INSERT INTO talk_tickets (hash, until) VALUES (@hash, @until)", ("hash", Hash(ticket)), ("until", now + Lifetime));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return ticket;
    }

    /// <summary>Uses a ticket up; false when there is none such any more.</summary>
    public async ValueTask<bool> TryUseAsync(string ticket, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var use = connection.Command(
            "DELETE FROM talk_tickets WHERE hash = @hash AND until > @now", ("hash", Hash(ticket)), ("now", time.GetUtcNow()));
        return await use.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string Hash(string ticket) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
