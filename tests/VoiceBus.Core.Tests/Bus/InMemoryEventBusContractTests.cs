using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Testing.Bus;

namespace VoiceBus.Core.Tests.Bus;

/// <summary>The contract of every bus, kept by the one in memory.</summary>
public sealed class InMemoryEventBusContractTests : EventBusContract
{
    protected override Task<BusRig> StartAsync(QueueOptions options, TimeProvider time, IEventSink events) =>
        Task.FromResult<BusRig>(new InMemoryRig(options, time, events));

    private sealed class InMemoryRig(QueueOptions options, TimeProvider time, IEventSink events) : BusRig
    {
        private readonly InMemoryEventBus _bus = new(Enum.GetValues<ServiceType>().ToDictionary(type => type, _ => options), time, events);

        public override IEventBus Caller => _bus;

        public override IEventBus Service => _bus;

        public override void Apply(ServiceType service, QueueOptions options) => _bus.Apply(service, options);

        public override ValueTask DisposeAsync() => _bus.DisposeAsync();
    }
}
