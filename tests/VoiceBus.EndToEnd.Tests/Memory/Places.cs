using VoiceBus.Testing.Databases;

namespace VoiceBus.EndToEnd.Tests.Memory;

/// <summary>Makes places for servers to remember in.</summary>
public interface IPlaces
{
    /// <summary>Arguments of every server that shares a new, empty place.</summary>
    Task<string[]> NewAsync();
}

/// <summary>Files of this machine.</summary>
public sealed class FilePlaces : IPlaces, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-memory-").FullName;
    private int _count;

    public Task<string[]> NewAsync() => Task.FromResult<string[]>(["--VoiceBus:Data", Path.Combine(_folder, $"{Interlocked.Increment(ref _count)}")]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Databases of one PostgreSQL.</summary>
public sealed class PostgresPlaces : IPlaces, IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await PostgresCluster.StartNewAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    public async Task<string[]> NewAsync() => ["--VoiceBus:Memory:Database", await Cluster.NewDatabaseAsync()];
}
