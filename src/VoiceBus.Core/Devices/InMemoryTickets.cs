using System.Collections.Concurrent;

namespace VoiceBus.Core.Devices;

/// <summary>Tickets of one process. Thread-safe.</summary>
public sealed class InMemoryTickets(TimeProvider time) : ITicketStore
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AddAsync(string hash, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var old in _tickets.Where(ticket => ticket.Value <= time.GetUtcNow()))
            _tickets.TryRemove(old);
        _tickets[hash] = until;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryTakeAsync(string hash, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_tickets.TryRemove(hash, out var until) && until > time.GetUtcNow());
}
