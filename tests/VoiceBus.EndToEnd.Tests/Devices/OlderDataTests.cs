using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>The devices of a data folder that was written before devices had tokens of their own.</summary>
public sealed class OlderDataTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Deadline => _limit.Token;

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("02:00:00:00:00:02")] // activated = 1
    [InlineData("02:00:00:00:00:03")] // activated = 0
    public async Task Each_counts_as_activated_once_and_belongs_to_who_connects_next(string mac)
    {
        KeptData.Copy("4a8c356", _folder.Path);
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:Data", _folder.Path, "--VoiceBus:Provisioning:Activation:Enabled=true", "--VoiceBus:AdminToken=sesame"]);
        using var client = new OperatorClient(scripted.Server);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
        var listed = (await client.GetAsync("/api/devices")).GetProperty("devices").EnumerateArray().ToArray();
        listed.Select(static device => device.GetProperty("id").GetString()).ShouldBe(["02:00:00:00:00:02", "02:00:00:00:00:03"], ignoreOrder: true);
        listed.ShouldAllBe(static device => device.GetProperty("bound_client_id").ValueKind == JsonValueKind.Null);

        using var board = new StockBoard(mac);
        using var second = new StockBoard(mac, "a-second-first-comer");
        (await second.BootAsync(scripted.Server, Deadline)).ShouldBeNull("it belongs to nobody yet");
        (await board.BootAsync(scripted.Server, Deadline)).ShouldBeNull();
        (await board.RefusedAsync(scripted.Server, Deadline, "")).ShouldContain("401");
        await using (var device = await board.ConnectAsync(scripted.Server, Deadline))
            device.SessionId.ShouldNotBeEmpty();
        (await scripted.Events.TheOneAsync<DeviceBound>()).By.ShouldBe("first connection");
        (await client.GetAsync($"/api/devices/{mac}")).GetProperty("bound_client_id").GetString().ShouldBe("6f1c2c1e…");

        (await second.RefusedAsync(scripted.Server, Deadline)).ShouldContain("belongs to another Client-Id");
        (await second.BootAsync(scripted.Server, Deadline)).ShouldNotBeNull();
        await using var again = await board.ConnectAsync(scripted.Server, Deadline);
        again.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_static_token_of_before_lets_a_board_in_and_binds_it()
    {
        KeptData.Copy("4a8c356", _folder.Path);
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Data", _folder.Path, "--VoiceBus:Transport:DeviceToken=handed-out-before");
        using var board = new StockBoard("02:00:00:00:00:03");
        await using (var device = await board.ConnectAsync(server, Deadline, "handed-out-before"))
            device.SessionId.ShouldNotBeEmpty();
        using var other = new StockBoard("02:00:00:00:00:03", "somebody-else");
        (await other.BootAsync(server, Deadline)).ShouldNotBeNull();
        (await board.BootAsync(server, Deadline)).ShouldBeNull();
        await using var own = await board.ConnectAsync(server, Deadline);
        own.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Who_comes_first_at_the_same_moment_is_one()
    {
        KeptData.Copy("4a8c356", _folder.Path);
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--VoiceBus:Data", _folder.Path, "--VoiceBus:Provisioning:Activation:Enabled=true", "--VoiceBus:AdminToken=sesame");
        var boards = Enumerable.Range(0, 6).Select(static n => new StockBoard("02:00:00:00:00:02", $"client-{n}")).ToArray();
        foreach (var board in boards)
            (await board.BootAsync(server, Deadline)).ShouldBeNull();
        var outcomes = await Task.WhenAll(boards.Select(async board =>
        {
            try
            {
                await using var device = await board.ConnectAsync(server, Deadline);
                return true;
            }
            catch (Device.DeviceException)
            {
                return false;
            }
        }));
        outcomes.Count(static isIn => isIn).ShouldBe(1);
    }
}
