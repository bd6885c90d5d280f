using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Memory;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>Two gateways behind one address, over one PostgreSQL, that may be away.</summary>
[Collection(nameof(PostgresMemoryTests))]
public sealed class SharedDatabaseTests(PostgresPlaces places)
{
    private const string Closed = "--VoiceBus:Provisioning:Activation:Enabled=true";
    private const string Mac = "02:00:00:00:00:d7";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120));

    private CancellationToken Deadline => _limit.Token;

    [Fact]
    public async Task A_code_shown_by_one_gateway_is_typed_at_the_other_and_polled_at_either()
    {
        var place = await places.NewAsync();
        await using var one = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, [Closed, .. place]);
        await using var two = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, [Closed, .. place]);
        using var board = new StockBoard(Mac);
        var code = (await board.BootAsync(one, Deadline)).ShouldNotBeNull();
        (await board.PollAsync(two, Deadline)).ShouldBe(202);
        (await board.BootAsync(two, Deadline)).ShouldBe(code);
        (await board.TypeAsync(two, code, Deadline)).ShouldBe(200);
        (await board.TypeAsync(one, code, Deadline)).ShouldBe(404);
        (await board.PollAsync(one, Deadline)).ShouldBe(200);

        // A token of one is good at the other: the key is theirs together; and so is a ticket, once.
        await board.BootAsync(one, Deadline);
        await using (var device = await board.ConnectAsync(two, Deadline))
            device.SessionId.ShouldNotBeEmpty();
        var ticket = await one.Get<Gateway.Provisioning.TalkTickets>().IssueAsync(Deadline);
        (await two.Get<Gateway.Provisioning.TalkTickets>().TryUseAsync(ticket, Deadline)).ShouldBeTrue();
        (await one.Get<Gateway.Provisioning.TalkTickets>().TryUseAsync(ticket, Deadline)).ShouldBeFalse();
    }

    [Fact]
    public async Task While_the_database_is_away_who_was_let_in_before_is_let_in_and_others_are_told_to_come_again()
    {
        var place = await places.NewAsync();
        await using var scripted = await ScriptedServer.StartAsync(args: [Closed, "--VoiceBus:Transport:DeviceToken=static-token", .. place]);
        var server = scripted.Server;
        using var client = new OperatorClient(server);
        using var board = new StockBoard(Mac);
        await board.ActivateAsync(server, Deadline);
        await using (var device = await board.ConnectAsync(server, Deadline))
            device.SessionId.ShouldNotBeEmpty();
        using var never = new StockBoard("02:00:00:00:00:d8");
        await never.ActivateAsync(server, Deadline);
        using var off = new StockBoard("02:00:00:00:00:d9");
        await off.ActivateAsync(server, Deadline);
        await using (var device = await off.ConnectAsync(server, Deadline))
            device.SessionId.ShouldNotBeEmpty();
        using (var patch = new StringContent("""{"enabled":false}""", System.Text.Encoding.UTF8, "application/merge-patch+json"))
        using (var switched = await client.Http.PatchAsync(new Uri($"/api/devices/{off.DeviceId}", UriKind.Relative), patch, Deadline))
            ((int)switched.StatusCode).ShouldBe(200);

        await places.Cluster.StopAsync();
        try
        {
            await using (var device = await board.ConnectAsync(server, Deadline))
                device.SessionId.ShouldNotBeEmpty();
            (await board.BootAsync(server, Deadline)).ShouldBeNull("it asks at boot, and is told what it needs");
            await using (var device = await board.ConnectAsync(server, Deadline))
                device.SessionId.ShouldNotBeEmpty();
            await using (var device = await never.ConnectAsync(server, Deadline, "static-token"))
                device.SessionId.ShouldNotBeEmpty();
            (await never.RefusedAsync(server, Deadline)).ShouldContain("503");
            (await off.RefusedAsync(server, Deadline)).ShouldContain("503");
            (await board.RefusedAsync(server, Deadline, "")).ShouldContain("503");
            (await never.PostAsync(server, "/api/ota/", "{}", Deadline)).Status.ShouldBe(503);
            (await never.PollAsync(server, Deadline)).ShouldBe(503);
            await ReadinessTellsAsync(client, "\"name\":\"database\",\"ready\":false");
        }
        finally
        {
            await places.Cluster.StartAsync();
        }

        await scripted.Events.TheseAsync<MemoryAvailable>(1);
        await using var back = await never.ConnectAsync(server, Deadline);
        back.SessionId.ShouldNotBeEmpty();
    }

    private async Task ReadinessTellsAsync(OperatorClient client, string what) => await Testing.Providers.Eventually.GetAsync(
        async () =>
        {
            using var answer = await client.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Deadline);
            return await answer.Content.ReadAsStringAsync(Deadline);
        },
        body => body.Contains(what, StringComparison.Ordinal));
}
