using System.Data.Common;

namespace VoiceBus.Storage.Tests;

public abstract partial class StorageSuite
{
    [Fact]
    public async Task Nodes_that_start_together_make_the_schema_once()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => Node()).ToArray();
        var connections = await Task.WhenAll(nodes.Select(node => Task.Run(async () => await node.OpenAsync(Ct))));
        await using var count = connections[0].Command("SELECT COUNT(*) FROM schema_versions");
        Convert.ToInt32(await count.ExecuteScalarAsync(Ct)).ShouldBe(Migration.All.Count);
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_step_is_run_once_and_a_new_one_is_added()
    {
        var node = Node();
        await using var connection = await node.OpenAsync(Ct);
        var migrator = new Migrator(node, TimeProvider.System);
        (await migrator.RunAsync(connection, Migration.All, Ct)).ShouldBe(0);
        Migration[] more = [.. Migration.All, new(9000, "9000-more.sql", "CREATE TABLE more (id INTEGER); CREATE INDEX more_id ON more (id);")];
        (await migrator.RunAsync(connection, more, Ct)).ShouldBe(1);
        (await migrator.RunAsync(connection, more, Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_schema_as_it_was()
    {
        var node = Node();
        await using var connection = await node.OpenAsync(Ct);
        Migration[] broken = [.. Migration.All, new(9000, "9000-half.sql", "CREATE TABLE half (id INTEGER);"), new(9001, "9001-broken.sql", "CREATE NONSENSE;")];
        await Should.ThrowAsync<DbException>(() => new Migrator(node, TimeProvider.System).RunAsync(connection, broken, Ct));
        await using var half = connection.Command("SELECT COUNT(*) FROM half");
        await Should.ThrowAsync<DbException>(() => half.ExecuteScalarAsync(Ct));
        await using var count = connection.Command("SELECT COUNT(*) FROM schema_versions");
        Convert.ToInt32(await count.ExecuteScalarAsync(Ct)).ShouldBe(Migration.All.Count);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_left_alone()
    {
        await using (var connection = await Node().OpenAsync(Ct))
        await using (var future = connection.Command("INSERT INTO schema_versions (version, name, applied_at) VALUES (9999, 'future', 0)"))
            await future.ExecuteNonQueryAsync(Ct);
        var refused = await Should.ThrowAsync<InvalidOperationException>(async () => await Node().OpenAsync(Ct));
        refused.Message.ShouldContain("newer VoiceBus");
    }
}
