using System.Data.Common;
using VoiceBus.Core.Memory;

namespace VoiceBus.Storage;

/// <summary>
/// A database of VoiceBus: gives out connections to the newest schema. The schema is brought up to date before the first
/// connection; when that fails the next one tries again. Thread-safe.
/// </summary>
public abstract class Database : IDatabase, IAsyncDisposable
{
    private readonly DbDataSource _source;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile bool _ready;
    private int _generation;

    private protected Database(DbDataSource source, TimeProvider time) => (_source, _time) = (source, time);

    /// <summary>What it is, for people; without secrets.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// How often the database was found removed or replaced while it was in use: what was read of an earlier generation may
    /// not be in this one.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Opens the PostgreSQL database of a connection string or URL, or without one the file of this machine.</summary>
    /// <param name="connection">"Host=…" or "postgres://…"; null or empty for the file.</param>
    /// <param name="file">Path of the SQLite file; its folder is made when it is needed.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The connection string cannot be understood.</exception>
    public static Database For(string? connection, string file, TimeProvider time) =>
        string.IsNullOrWhiteSpace(connection) ? new SqliteDatabase(file, time) : new PostgresDatabase(connection, time);

    /// <summary>Opens a connection to the newest schema; the caller disposes it. Throws what the driver throws.</summary>
    /// <exception cref="InvalidOperationException">The schema is newer than this program.</exception>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_ready || IsGone())
            await PrepareAsync(cancellationToken);
        return await ConnectAsync(cancellationToken);
    }

    /// <summary>Whether the database answers; throws what the driver throws when it does not.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var question = connection.Command("SELECT 1");
        await question.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps everybody else from changing the schema until the transaction ends; waits until that is so.</summary>
    internal abstract Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Whether this node alone may clean up until the transaction ends; never waits for another one.</summary>
    internal abstract Task<bool> TryLockCleaningAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Whether what was prepared was taken away or exchanged since.</summary>
    private protected virtual bool IsGone() => false;

    /// <summary>Lets go of connections to what is gone.</summary>
    private protected virtual void Forget()
    {
    }

    /// <summary>Called before the first connection.</summary>
    private protected virtual void Provide()
    {
    }

    private protected virtual async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_ready && !IsGone())
                return;
            if (_ready)
            {
                _ready = false;
                Forget();
                Interlocked.Increment(ref _generation);
            }

            Provide();
            await using var connection = await ConnectAsync(cancellationToken);
            await new Migrator(this, _time).RunAsync(connection, Migration.All, cancellationToken);
            _ready = true;
        }
        finally
        {
            _gate.Release();
        }
    }
}
