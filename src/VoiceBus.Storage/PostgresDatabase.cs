using System.Data.Common;
using Npgsql;

namespace VoiceBus.Storage;

/// <summary>A PostgreSQL database, shared by any number of nodes. Thread-safe.</summary>
internal sealed class PostgresDatabase : Database
{
    // Any numbers do that nobody else takes in this database.
    private const long SchemaLock = 0x566F696365427573;
    private const long CleaningLock = SchemaLock + 1;

    private readonly NpgsqlConnectionStringBuilder _settings;

    public PostgresDatabase(string connection, TimeProvider time)
        : this(Understand(connection), time)
    {
    }

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings, TimeProvider time)
        : base(NpgsqlDataSource.Create(settings), time) => _settings = settings;

    public override string Description => $"PostgreSQL {_settings.Host}:{_settings.Port}/{_settings.Database}";

    internal override async Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Command($"SELECT pg_advisory_xact_lock({SchemaLock})").ExecuteNonQueryAsync(cancellationToken);

    internal override async Task<bool> TryLockCleaningAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Command($"SELECT pg_try_advisory_xact_lock({CleaningLock})").ExecuteScalarAsync(cancellationToken) is true;

    private static NpgsqlConnectionStringBuilder Understand(string connection)
    {
        // Less than a writer waits (5 s), so that the failure is the driver's own words. Several nodes share the server's connections; nobody waits long for one.
        var settings = new NpgsqlConnectionStringBuilder { MaxPoolSize = 16, Timeout = 4, CommandTimeout = 10, ApplicationName = "voicebus" };
        if (Uri.TryCreate(connection, UriKind.Absolute, out var url) && url.Scheme is "postgres" or "postgresql")
            Read(url, settings);
        else
            Read(new DbConnectionStringBuilder { ConnectionString = connection }, settings);
        if (string.IsNullOrEmpty(settings.Host))
            throw new ArgumentException("it names no host; give postgres://user:password@host/database or Host=…;Username=…;Password=…;Database=…");
        return settings;
    }

    private static void Read(DbConnectionStringBuilder given, NpgsqlConnectionStringBuilder settings)
    {
        foreach (string key in given.Keys)
            settings[key] = given[key];
    }

    private static void Read(Uri url, NpgsqlConnectionStringBuilder settings)
    {
        var user = url.UserInfo.Split(':', 2);
        settings.Host = url.Host;
        settings.Port = url.Port > 0 ? url.Port : 5432;
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
            settings.Database = Uri.UnescapeDataString(database);
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            if (option.Split('=', 2) is [var key, var value])
                settings[key == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(key)] = Uri.UnescapeDataString(value);
    }
}
