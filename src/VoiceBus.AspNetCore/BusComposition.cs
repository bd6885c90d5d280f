using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;

namespace VoiceBus.AspNetCore;

/// <summary>Makes the bus of this process, in memory or over a broker, and lets it serve what its role offers.</summary>
internal static class BusComposition
{
    /// <summary>Makes the bus.</summary>
    /// <exception cref="InvalidOperationException">The configuration is wrong; the message says what would be right.</exception>
    public static IEventBus Create(IServiceProvider provider, VoiceBusOptions options, IReadOnlyDictionary<ServiceType, QueueOptions> queues)
    {
        if (options.Role != NodeRole.All && !options.Bus.IsRabbitMq)
            throw new InvalidOperationException("A gateway or worker needs a broker: give VOICEBUS_BUS_URL or VoiceBus:Bus:Url.");
        var served = NodeRoles.Served(options.Role, options.Services);
        var (time, events) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IEventSink>());
        IEventBus bus = options.Bus.IsRabbitMq
            ? Distributed(provider).Create(queues, events)
            : new InMemoryEventBus(queues, time, events);
        foreach (var service in served)
            Serve(bus, service, provider);
        return bus;
    }

    /// <summary>What makes buses over the broker.</summary>
    /// <exception cref="InvalidOperationException">No package of a broker was added.</exception>
    public static IDistributedBusFactory Distributed(IServiceProvider provider) => provider.GetService<IDistributedBusFactory>()
        ?? throw new InvalidOperationException("VoiceBus:Bus names a broker, but this program has none: add its package and .AddRabbitMq().");

    private static void Serve(IEventBus bus, ServiceType service, IServiceProvider provider)
    {
        switch (service)
        {
            case ServiceType.Asr:
                bus.Serve(ServiceContracts.Asr, provider.GetRequiredService<AsrAdapter>().HandleAsync);
                break;
            case ServiceType.Llm:
                bus.Serve(ServiceContracts.Llm, provider.GetRequiredService<LlmAdapter>().HandleAsync);
                break;
            case ServiceType.Tts:
                bus.Serve(ServiceContracts.Tts, provider.GetRequiredService<TtsAdapter>().HandleAsync);
                break;
            default:
                bus.Serve(ServiceContracts.Mcp, provider.GetRequiredService<McpAdapter>().HandleAsync);
                break;
        }
    }
}
