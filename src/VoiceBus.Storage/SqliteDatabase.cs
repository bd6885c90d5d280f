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
    private readonly SqliteFileWatch _watch;

    // A pooled connection keeps its settings: they are made once for each that SQLite really opens.
    private readonly ConditionalWeakTable<sqlite3, object> _set = [];

    public SqliteDatabase(string file, TimeProvider time)
        : base(SqliteFactory.Instance.CreateDataSource(ConnectionString(file)), time) =>
        (_file, _watch) = (Path.GetFullPath(file), new SqliteFileWatch(ConnectionString(file)));

    public override string Description => _file;

    public override ValueTask DisposeAsync()
    {
        Forget();
        return base.DisposeAsync();
    }

    // BEGIN IMMEDIATE, which every transaction here is, is the lock.
    internal override Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    internal override Task<bool> TryLockCleaningAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.FromResult(true);

    // Connections of a file without a name go on as if nothing had happened, and all they write is lost.
    private protected override bool IsGone() => _watch.HasChanged();

    private protected override void Forget()
    {
        _watch.Dispose();
        using var pooled = new SqliteConnection(ConnectionString(_file));
        SqliteConnection.ClearPool(pooled);
    }

    // SQLite gives the files beside it (-wal, -shm) the mode of the file itself.
    private protected override void Provide()
    {
        var folder = Path.GetDirectoryName(_file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            _watch.Begin();
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        // A file that is there must not even be opened: closing it would take SQLite's locks off for the whole process.
        if (!File.Exists(_file))
            Make();
        File.SetUnixFileMode(_file, OwnerOnly);
        _watch.Begin();
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
            // What is left of a file that was removed must not be played into the new one.
            File.Delete(_file + "-wal");
            File.Delete(_file + "-shm");
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
