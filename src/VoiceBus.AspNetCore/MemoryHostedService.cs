using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.AspNetCore;

/// <summary>
/// Takes care of the database: tries it at start, deletes now and then what is too old, and lets the writer finish when
/// everything else has stopped.
/// </summary>
internal sealed class MemoryHostedService(
    IHistoryStore history, MemoryWriter writer, ITokenCounter tokens, MemoryOptions options, IEventSink events, TimeProvider time, IDatabase? database = null)
    : GuardedBackgroundService("memory", events, time), IHostedLifecycleService
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The file of this machine cannot be used: that does not pass by waiting.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // A counter may have to read its vocabulary: now, not beside the first turn.
        tokens.Count("");
        if (database is null)
            return;
        using var deadline = new DeadlineSource(_timeout, Time, Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await database.CheckAsync(either.Token);
        }
        catch (Exception failure) when (string.IsNullOrWhiteSpace(options.Database) && failure is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidOperationException(
                $"the database {database.Description} cannot be used: {failure.Message} Give another folder by VOICEBUS_DATA, or a database by VOICEBUS_DATABASE.");
        }
        catch (Exception failure) when (failure is not (InvalidOperationException or OutOfMemoryException) && !cancellationToken.IsCancellationRequested)
        {
            // A server may come up later than its clients; until then nothing is remembered.
            Events.Emit(new MemoryUnavailable($"{database.Description}: {failure.Message}"));
        }
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await writer.DisposeAsync();

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PruneInterval, Time);
        do
            await PruneAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deleted = await history.PruneAsync(Time.GetUtcNow().AddDays(-options.RetentionDays), options.MaxTurns, cancellationToken);
            if (deleted > 0)
                Events.Emit(new HistoryPruned(deleted));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws: told, and tried again at the next tick.
            Events.Emit(new MemoryUnavailable(failure.Message));
        }
    }
}
