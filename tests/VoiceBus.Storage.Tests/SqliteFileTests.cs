using System.Data.Common;

namespace VoiceBus.Storage.Tests;

public sealed class SqliteFileTests(SqliteDatabases databases) : IClassFixture<SqliteDatabases>
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Nobody_but_the_owner_can_read_the_files()
    {
        var file = databases.NewFile();
        await using var database = Database.For(null, file, TimeProvider.System);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var write = connection.Command("INSERT INTO summaries (device_id, text, until) VALUES ('d', 't', 0)");
        await write.ExecuteNonQueryAsync();
        var files = Directory.GetFiles(Path.GetDirectoryName(file)!);
        files.Select(Path.GetFileName).Order().ShouldBe(["voicebus.db", "voicebus.db-shm", "voicebus.db-wal"]);
        foreach (var path in files.Append(Path.GetDirectoryName(file)!))
            (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
    }

    [Fact]
    public async Task A_file_that_was_open_to_others_is_closed_to_them()
    {
        var file = databases.NewFile();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, []);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using var database = Database.For(null, file, TimeProvider.System);
        await using (await database.OpenAsync(CancellationToken.None))
            (File.GetUnixFileMode(file) & Others).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public async Task Connections_use_the_write_ahead_log_foreign_keys_and_patience()
    {
        await using var database = Database.For(null, databases.NewFile(), TimeProvider.System);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        foreach (var (pragma, value) in new[] { ("journal_mode", "wal"), ("foreign_keys", "1"), ("busy_timeout", "4000"), ("synchronous", "1") })
        {
            await using var command = connection.Command($"PRAGMA {pragma}");
            (await command.ExecuteScalarAsync())!.ToString().ShouldBe(value, pragma);
        }
    }

    [Fact]
    public async Task Settings_are_made_once_for_a_connection_that_is_used_again()
    {
        await using var database = Database.For(null, databases.NewFile(), TimeProvider.System);
        await using (var connection = await database.OpenAsync(CancellationToken.None))
            await connection.Command("PRAGMA synchronous = FULL").ExecuteNonQueryAsync();
        await using var again = await database.OpenAsync(CancellationToken.None);
        (await again.Command("PRAGMA synchronous").ExecuteScalarAsync())!.ToString().ShouldBe("2", "nobody has set it again");
    }

    [Fact]
    public async Task A_connection_whose_settings_are_refused_is_given_back()
    {
        var file = databases.NewFile();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, new string('x', 8192));
        await using var database = Database.For(null, file, TimeProvider.System);
        for (var i = 0; i < 8; i++)
            (await Should.ThrowAsync<DbException>(async () => await database.OpenAsync(CancellationToken.None))).Message.ShouldContain("not a database");

        new DirectoryInfo("/proc/self/fd").GetFiles().Count(handle => handle.LinkTarget == file).ShouldBeLessThan(3, "the pool's, used again and again");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_can_be_used_once_it_can()
    {
        var file = databases.NewFile();
        var folder = Path.GetDirectoryName(file)!;
        await File.WriteAllTextAsync(folder, "not a folder");
        await using var database = Database.For(null, file, TimeProvider.System);
        await Should.ThrowAsync<IOException>(async () => await database.OpenAsync(CancellationToken.None));
        File.Delete(folder);
        await (await database.OpenAsync(CancellationToken.None)).DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_removed_or_replaced_is_noticed_and_what_lies_there_now_is_used(bool replaced)
    {
        var file = databases.NewFile();
        await using var database = Database.For(null, file, TimeProvider.System);
        await SayAsync(database, "before");
        database.Generation.ShouldBe(0);
        if (replaced)
        {
            await using (var other = Database.For(null, file + ".other", TimeProvider.System))
                await SayAsync(other, "from elsewhere");
            File.Delete(file + "-wal");
            File.Delete(file + "-shm");
            // A copy, as of a backup: nobody has ever opened it.
            File.Copy(file + ".other", file + ".copy");
            File.Move(file + ".copy", file, overwrite: true);
        }
        else
        {
            File.Delete(file); // What lies beside it stays, as somebody would leave it.
        }

        await SayAsync(database, "after");
        database.Generation.ShouldBe(1);
        (await SaidAsync(database)).ShouldBe(replaced ? ["after", "from elsewhere"] : ["after"]);
        (File.GetUnixFileMode(file) & Others).ShouldBe(UnixFileMode.None);
        await using var again = Database.For(null, file, TimeProvider.System);
        (await SaidAsync(again)).ShouldContain("after", "it is in the file that has the name");
        database.Generation.ShouldBe(1);
    }

    private static async Task SayAsync(Database database, string text)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var write = connection.Command("INSERT INTO summaries (device_id, text, until) VALUES (@text, @text, 0)", ("text", text));
        await write.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> SaidAsync(Database database)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.Command("SELECT text FROM summaries ORDER BY text").ReadAsync(static row => row.GetString(0), CancellationToken.None);
    }
}
