namespace VoiceBus.Core.Devices;

/// <summary>Tickets that let somebody in once, shared by all gateways. Thread-safe; throws what the driver throws.</summary>
public interface ITicketStore
{
    /// <summary>Keeps a ticket, and forgets those whose time is over.</summary>
    /// <param name="hash">What it is known by; never the ticket itself.</param>
    /// <param name="until">When it is not good any more, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddAsync(string hash, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Uses a ticket up; false when there is none such any more.</summary>
    ValueTask<bool> TryTakeAsync(string hash, CancellationToken cancellationToken);
}
