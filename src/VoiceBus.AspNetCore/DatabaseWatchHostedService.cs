using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Api.Memory;

namespace VoiceBus.AspNetCore;

/// <summary>
/// Asks the database now and then, so that one that is away, or whose file was removed, is noticed and told before a device
/// stumbles over it.
/// </summary>
internal sealed class DatabaseWatchHostedService(DatabaseHealth health, IEventSink events, TimeProvider time, IDatabase? database = null)
    : GuardedBackgroundService("database watch", events, time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (database is null)
            return;
        using var timer = new PeriodicTimer(_interval, Time);
        for (var generation = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            await CheckAsync(database, stoppingToken);
            if (database.Generation == generation)
                continue;
            generation = database.Generation;
            health.TellReplaced(Time.GetUtcNow());
            Events.Emit(new DatabaseReplaced(database.Description));
        }
    }

    private async Task CheckAsync(IDatabase database, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_timeout, Time, Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var was = health.IsUsable;
        try
        {
            await database.CheckAsync(either.Token);
            health.Tell(null);
            if (!was)
                Events.Emit(new MemoryAvailable(database.Description));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws; anybody may ask for the health, so where the database lies is for the log alone.
            health.Tell("the database cannot be used at the moment");
            if (was)
                Events.Emit(new MemoryUnavailable($"{database.Description}: {failure.Message}"));
        }
    }
}
