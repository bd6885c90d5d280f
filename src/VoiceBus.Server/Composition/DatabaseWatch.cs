using VoiceBus.Core.Facts;
using VoiceBus.Server.Api.Memory;
using VoiceBus.Storage;

namespace VoiceBus.Server.Composition;

/// <summary>
/// Asks the database now and then, so that one that is away, or whose file was removed, is noticed and told before a device
/// stumbles over it.
/// </summary>
internal sealed class DatabaseWatch(Database database, DatabaseHealth health, IFactTeller facts, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            for (var generation = 0; await timer.WaitForNextTickAsync(stoppingToken);)
            {
                await CheckAsync(stoppingToken);
                if (database.Generation == generation)
                    continue;
                generation = database.Generation;
                health.TellReplaced(time.GetUtcNow());
                facts.Tell(new DatabaseReplaced(database.Description));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var was = health.IsUsable;
        try
        {
            await database.CheckAsync(either.Token);
            health.Tell(null);
            if (!was)
                facts.Tell(new MemoryAvailable(database.Description));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws; anybody may ask for the health, so where the database lies is for the log alone.
            health.Tell("the database cannot be used at the moment");
            if (was)
                facts.Tell(new MemoryUnavailable($"{database.Description}: {failure.Message}"));
        }
    }
}
