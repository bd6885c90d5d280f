using VoiceBus.Core.Memory;

namespace VoiceBus.Storage.Tests;

/// <summary>What both databases must do; each test has an empty one.</summary>
public abstract partial class StorageSuite(IDatabases databases) : IAsyncLifetime
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly List<Database> _opened = [];
    private Func<Database> _open = null!;

    private CancellationToken Ct => _deadline.Token;

    public async Task InitializeAsync() => _open = await databases.NewAsync();

    public async Task DisposeAsync()
    {
        foreach (var database in _opened)
            await database.DisposeAsync();
        _deadline.Dispose();
    }

    /// <summary>Another node of the same database.</summary>
    private Database Node()
    {
        var database = _open();
        _opened.Add(database);
        return database;
    }

    private static HistoryTurn Turn(string id, string device = "aa:bb", int minute = 0, string user = "Hello?", string played = "Hello.") => new()
    {
        Id = id,
        DeviceId = device,
        SessionId = "session",
        At = _noon.AddMinutes(minute),
        UserText = user,
        PlayedText = played,
        Ending = "completed",
        Persona = "pirate",
    };
}

public sealed class SqliteTests(SqliteDatabases databases) : StorageSuite(databases), IClassFixture<SqliteDatabases>;

[Collection(PostgresCollection.Name)]
public sealed class PostgresTests(PostgresDatabases databases) : StorageSuite(databases);
