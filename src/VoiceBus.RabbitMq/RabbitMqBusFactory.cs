using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.RabbitMq;

/// <summary>Makes buses over the broker that the options name. Thread-safe.</summary>
/// <param name="bus">Where the broker is.</param>
/// <param name="role">What the process does, for the broker's list of connections; null: all.</param>
/// <param name="time">The clock.</param>
internal sealed class RabbitMqBusFactory(BusOptions bus, string? role, TimeProvider time) : IDistributedBusFactory
{
    /// <inheritdoc/>
    public IDistributedBus Create(IReadOnlyDictionary<ServiceType, QueueOptions> queues, IEventSink events, string? isolated = null)
    {
        var options = Read();
        if (isolated is not null)
            options = options with { Prefix = $"{options.Prefix}.{isolated}", ClientName = $"{options.ClientName} {isolated}", IsPrivate = true };
        return new RabbitMqEventBus(options, queues, time, events);
    }

    private RabbitMqOptions Read()
    {
        if (bus.Url is not { IsAbsoluteUri: true, Scheme: "amqp" or "amqps" } url)
            throw new InvalidOperationException("VoiceBus:Bus:Url (VOICEBUS_BUS_URL) must be amqp://user:password@host:5672/ or amqps://…");
        if (bus.CaFile is not null && (url.Scheme != "amqps" || !File.Exists(bus.CaFile)))
            throw new InvalidOperationException($"VoiceBus:Bus:CaFile (VOICEBUS_BUS_CA) must be a PEM file, and the broker's URL amqps://…: '{bus.CaFile}'.");
        var usual = new RabbitMqOptions { Url = url };
        return usual with
        {
            User = bus.User,
            Password = bus.Password,
            CaFile = bus.CaFile,
            Prefix = bus.Prefix ?? usual.Prefix,
            ClientName = $"voicebus {role?.ToLowerInvariant() ?? "all"}",
        };
    }
}
