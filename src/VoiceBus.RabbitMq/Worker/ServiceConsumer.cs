using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>What a worker does with the calls of one service.</summary>
/// <param name="type">The service.</param>
/// <param name="take">Makes the worker's end of a call.</param>
internal sealed class ServiceConsumer(ServiceType type, Func<WorkItemQueue, MessageHeader, string, ulong, long, InboundCall> take)
{
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The service.</summary>
    public ServiceType Type => type;

    /// <summary>The queue in the connection of now, or null.</summary>
    public WorkItemQueue? Tickets { get; set; }

    /// <summary>Completes when calls were taken for the first time.</summary>
    public Task Serving => _serving.Task;

    /// <summary>Makes the worker's end of a call.</summary>
    public InboundCall Take(WorkItemQueue tickets, MessageHeader header, string gateway, ulong tag, long takenAt) =>
        take(tickets, header, gateway, tag, takenAt);

    /// <summary>Calls are taken.</summary>
    public void Serves() => _serving.TrySetResult();
}
