using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>The contract of every bus, kept by a gateway and a worker with a broker in between.</summary>
[Collection(BrokerCollection.Name)]
public sealed class RabbitMqContractTests(SharedBroker shared) : EventBusContract
{
    protected override async Task<BusRig> StartAsync(QueueOptions options, TimeProvider time, IEventSink events) =>
        await TwoNodes.StartAsync(shared.Broker.Url, options, time, events);
}
