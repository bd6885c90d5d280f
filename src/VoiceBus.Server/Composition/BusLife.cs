using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq;

namespace VoiceBus.Server.Composition;

/// <summary>
/// Makes the bus when the process starts, so that a worker works without being asked, and lets a worker finish its calls
/// when it is told to stop; the host's shutdown time bounds that, and what is not finished then goes to another worker.
/// </summary>
internal sealed class BusLife(IEventBus bus, VoiceBusOptions options) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Role != NodeRole.Worker || bus is not RabbitMqEventBus broker)
            return;
        try
        {
            await broker.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Out of time: the broker hands the rest to others.
        }
    }
}
