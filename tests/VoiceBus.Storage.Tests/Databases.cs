using VoiceBus.Testing.Databases;

namespace VoiceBus.Storage.Tests;

/// <summary>Makes empty databases of one kind.</summary>
public interface IDatabases
{
    /// <summary>An empty database; every node that opens it is given the result of a call of its own.</summary>
    Task<Func<Database>> NewAsync();
}

/// <summary>One PostgreSQL for all tests of this assembly.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresDatabases>
{
    public const string Name = "postgres";
}

public sealed class PostgresDatabases : IDatabases, IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await PostgresCluster.StartNewAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    public async Task<Func<Database>> NewAsync()
    {
        var connection = await Cluster.NewDatabaseAsync();
        return () => Database.For(connection, "unused", TimeProvider.System);
    }
}

public sealed class SqliteDatabases : IDatabases, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-sqlite-").FullName;
    private int _files;

    public string NewFile() => Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}", "voicebus.db");

    public Task<Func<Database>> NewAsync()
    {
        var file = NewFile();
        return Task.FromResult(() => Database.For(null, file, TimeProvider.System));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
