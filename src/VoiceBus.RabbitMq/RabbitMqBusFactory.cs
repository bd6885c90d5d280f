using Microsoft.Extensions.Configuration;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.RabbitMq;

/// <summary>Makes buses over the broker that the configuration names (section <c>VoiceBus:Bus</c>). Thread-safe.</summary>
internal sealed class RabbitMqBusFactory(IConfiguration configuration, TimeProvider time) : IDistributedBusFactory
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
        var section = configuration.GetSection("VoiceBus:Bus");
        if (!Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) || url.Scheme is not ("amqp" or "amqps"))
            throw new InvalidOperationException("VoiceBus:Bus:Url (VOICEBUS_BUS_URL) must be amqp://user:password@host:5672/ or amqps://…");
        var authorities = section["CaFile"];
        if (authorities is not null && (url.Scheme != "amqps" || !File.Exists(authorities)))
            throw new InvalidOperationException($"VoiceBus:Bus:CaFile (VOICEBUS_BUS_CA) must be a PEM file, and the broker's URL amqps://…: '{authorities}'.");
        var usual = new RabbitMqOptions { Url = url };
        return usual with
        {
            User = section["User"],
            Password = section["Password"],
            CaFile = authorities,
            Prefix = section["Prefix"] ?? usual.Prefix,
            ClientName = $"voicebus {configuration["VoiceBus:Role"]?.ToLowerInvariant() ?? "all"}",
        };
    }
}
