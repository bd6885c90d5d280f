using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Memory;

[CollectionDefinition(nameof(PostgresMemoryTests))]
public sealed class PostgresMemoryCollection : ICollectionFixture<PostgresPlaces>;

[Collection(nameof(PostgresMemoryTests))]
public sealed class PostgresMemoryTests(PostgresPlaces places) : MemoryStories(places)
{
    private readonly PostgresPlaces _places = places;

    [Fact]
    public async Task A_database_that_is_away_breaks_no_conversation_and_what_was_said_meanwhile_is_kept_when_it_returns()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await using var server = await ScriptedServer.StartAsync(framesPerSentence: 2, args: await _places.NewAsync());
        await _places.Cluster.StopAsync();
        try
        {
            await using var device = await server.Server.ConnectAsync(deadline.Token, "02:cc");
            (await device.TypeAsync("Hello?", deadline.Token)).Text.ShouldContain("Hello?");
            await server.Events.TheseAsync<MemoryNotRecalled>(1);
            await server.Events.TheseAsync<MemoryDelayed>(1);
        }
        finally
        {
            await _places.Cluster.StartAsync();
        }

        using var http = new HttpClient();
        var kept = await http.GetStringAsync(new Uri(server.Server.Http, "/api/devices/02:cc/history"), deadline.Token);
        kept.ShouldContain("\"user\":\"Hello?\"");
        await server.CatchUpAsync();
        server.Events.Of<MemoryLost>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_starts_before_its_database_remembers_from_then_on()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var place = await _places.NewAsync();
        await _places.Cluster.StopAsync();
        ScriptedServer? server = null;
        try
        {
            server = await ScriptedServer.StartAsync(framesPerSentence: 2, args: place);
            await server.Events.TheseAsync<MemoryUnavailable>(1);
        }
        finally
        {
            await _places.Cluster.StartAsync();
        }

        await using (server)
        {
            await using (var device = await server.Server.ConnectAsync(deadline.Token, "02:dd"))
                await device.TypeAsync("Hello?", deadline.Token);
            await server.Events.TheseAsync<TurnEnded>(1);
            await server.ShouldBecomeQuietAsync();
            using var http = new HttpClient();
            (await http.GetStringAsync(new Uri(server.Server.Http, "/api/devices/02:dd/history"), deadline.Token)).ShouldContain("Hello?");
        }
    }
}
