using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace VoiceBus.Storage;

/// <summary>A file of this machine that only its owner can read; several processes may share it. Thread-safe.</summary>
internal sealed class SqliteDatabase : Database
{
    // Less than a writer waits (5 s), so that SQLite's own words are the failure.
    private const int BusySeconds = 4;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _file;

    // A pooled connection keeps its settings: they are made once for each that SQLite really opens.
    private readonly ConditionalWeakTable<sqlite3, object> _set = [];

    public SqliteDatabase(string file, TimeProvider time)
        : base(SqliteFactory.Instance.CreateDataSource(ConnectionString(file)), time) => _file = Path.GetFullPath(file);

    public override string Description => _file;

    public override ValueTask DisposeAsync()
    {
        using var pooled = new SqliteConnection(ConnectionString(_file));
        SqliteConnection.ClearPool(pooled);
        return base.DisposeAsync();
    }

    // BEGIN IMMEDIATE, which every transaction here is, is the lock.
    internal override Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    internal override Task<bool> TryLockCleaningAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.FromResult(true);

    // SQLite gives the files beside it (-wal, -shm) the mode of the file itself.
    private protected override void Provide()
    {
        var folder = Path.GetDirectoryName(_file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        // A file that is there must not even be opened: closing it would take SQLite's locks off for the whole process.
        if (!File.Exists(_file))
            Make();
        File.SetUnixFileMode(_file, OwnerOnly);
    }

    private protected override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await base.ConnectAsync(cancellationToken);
        try
        {
            await SetAsync((SqliteConnection)connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task SetAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        if (_set.TryGetValue(connection.Handle!, out _))
            return;
        await using var settings = connection.CreateCommand();
        // A commit is safe against a crash of the process; a power cut may cost the newest ones, never the file.
        settings.CommandText = $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
        await settings.ExecuteNonQueryAsync(cancellationToken);
        _set.AddOrUpdate(connection.Handle!, this);
    }

    private void Make()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            new FileStream(_file, options).Dispose();
        }
        catch (IOException) when (File.Exists(_file))
        {
            // Another process was quicker.
        }
    }

    private static string ConnectionString(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.GetFullPath(file),
        ForeignKeys = true,
        DefaultTimeout = BusySeconds,
    }.ToString();
}
