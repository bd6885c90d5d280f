using System.Data;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace VoiceBus.Storage;

/// <summary>
/// Knows whether the path of a database file still leads to the file that was opened: holds one connection to it and asks
/// SQLite, which compares the inodes. Thread-safe.
/// </summary>
internal sealed partial class SqliteFileWatch(string connectionString) : IDisposable
{
    private const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    private readonly Lock _gate = new();
    private SqliteConnection? _held;

    /// <summary>From now on the file that is there is the one.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_held is not null)
                return;
            var connection = new SqliteConnection(connectionString);
            connection.Open();
            _held = connection;
        }
    }

    /// <summary>Whether the file was removed, or another was put in its place.</summary>
    public bool HasChanged()
    {
        lock (_gate)
        {
            if (_held is not { State: ConnectionState.Open, Handle: { } handle })
                return false;
            var moved = 0;
            return FileControl(handle.DangerousGetHandle(), "main", HasMoved, ref moved) == 0 && moved != 0;
        }
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _held?.Dispose();
            _held = null;
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int FileControl(IntPtr database, string name, int operation, ref int moved);
}
