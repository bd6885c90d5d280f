using Shouldly;

namespace VoiceBus.Storage.Tests;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ada:p%40ss@db.test:6543/voice?sslmode=require", "PostgreSQL db.test:6543/voice")]
    [InlineData("postgresql://db.test/voice", "PostgreSQL db.test:5432/voice")]
    [InlineData("Host=db.test;Port=99;Username=ada;Password=secret;Database=voice", "PostgreSQL db.test:99/voice")]
    public async Task An_address_is_understood_and_shown_without_its_secrets(string connection, string shown)
    {
        await using var database = Database.For(connection, "unused", TimeProvider.System);
        database.Description.ShouldBe(shown);
    }

    [Theory]
    [InlineData("Database=voice")]
    [InlineData("nonsense")]
    [InlineData("postgres://db.test/voice?nonsense=1")]
    public void An_address_that_means_nothing_is_refused(string connection) =>
        Should.Throw<ArgumentException>(() => Database.For(connection, "unused", TimeProvider.System));
}
