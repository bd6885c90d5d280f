using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.AspNetCore;

/// <summary>
/// Makes the bus when the process starts, so that a worker works without being asked, and lets it finish the calls it took
/// when it is told to stop; what is not finished in time goes to another worker.
/// </summary>
internal sealed class BusHostedService(IEventBus bus, VoiceBusOptions options, TimeProvider time, IEventSink events) : IHostedLifecycleService
{
    /// <summary>Before the web server stops, so that a worker can say that it is about to end.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        options.Role == NodeRole.Worker ? DrainAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>A process that has devices too goes on serving until they have left.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        options.Role == NodeRole.All ? DrainAsync(cancellationToken) : Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (bus is not IDistributedBus broker)
            return;
        using var deadline = new DeadlineSource(options.Transport.DrainTimeout, time, new ExceptionGuard(events, "drain"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await broker.DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Out of time: the broker hands the rest to others.
        }
    }
}
