using VoiceBus.Chaos;

namespace VoiceBus.Cluster.Tests;

/// <summary>One cluster for the tests that leave it as they found it.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        Cluster = await LocalCluster.StartAsync(gateways: 2, workers: 2, deadline.Token);
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}
