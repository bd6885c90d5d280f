using VoiceBus.Testing.Brokers;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>One broker for all tests that do not stop it; each test has queues of its own.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public RabbitMqBroker Broker { get; } = new();

    public Task InitializeAsync() => Broker.StartAsync();

    public async Task DisposeAsync() => await Broker.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<SharedBroker>
{
    public const string Name = "broker";
}
