using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using VoiceBus.Core.Devices;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>
/// What the console's talk page is let in by: each ticket once, at whichever gateway of the database. Thread-safe; throws what
/// the driver throws.
/// </summary>
public sealed class TalkTickets(ITicketStore tickets, TimeProvider time)
{
    /// <summary>How long a ticket waits to be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Makes a ticket.</summary>
    public async Task<string> IssueAsync(CancellationToken cancellationToken)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        await tickets.AddAsync(Hash(ticket), time.GetUtcNow() + Lifetime, cancellationToken);
        return ticket;
    }

    /// <summary>Uses a ticket up; false when there is none such any more.</summary>
    public ValueTask<bool> TryUseAsync(string ticket, CancellationToken cancellationToken) =>
        tickets.TryTakeAsync(Hash(ticket), cancellationToken);

    private static string Hash(string ticket) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
