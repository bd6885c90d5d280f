using VoiceBus.Testing.Brokers;

namespace VoiceBus.Cluster.Tests;

/// <summary>One broker for clusters that do not stop it.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public RabbitMqBroker Broker { get; } = new();

    public Task InitializeAsync() => Broker.StartAsync();

    public async Task DisposeAsync() => await Broker.DisposeAsync();
}
