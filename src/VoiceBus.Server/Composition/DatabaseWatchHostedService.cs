using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Storage;

namespace VoiceBus.Server.Composition;

/// <summary>
/// Asks the database now and then, so that one that is away, or whose file was removed, is noticed and told before a device
/// stumbles over it.
/// </summary>
internal sealed class DatabaseWatchHostedService(Database database, DatabaseHealth health, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("database watch", events, time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, Time);
        for (var generation = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            await CheckAsync(stoppingToken);
            if (database.Generation == generation)
                continue;
            generation = database.Generation;
            health.TellReplaced(Time.GetUtcNow());
            Events.Emit(new DatabaseReplaced(database.Description));
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
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
