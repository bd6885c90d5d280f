using System.Net.WebSockets;
using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>What may be a Device-Id, a Client-Id or a wished session id.</summary>
public sealed class DeviceIdTests
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _limit.Token;

    [Theory]
    [InlineData("aa\u001b[31mbb")]
    [InlineData("aa\nbb")]
    [InlineData("aa|bb")]
    [InlineData("aa bb")]
    [InlineData("a/b")]
    [InlineData("long")]
    public async Task What_is_no_id_is_refused_in_words_and_never_logged(string id)
    {
        var wrong = id == "long" ? new string('a', 129) : id;
        await using var scripted = await ScriptedServer.StartAsync();
        foreach (var field in new[] { "device-id", "client-id", "session-id" })
        {
            var page = new UriBuilder(scripted.Server.Socket) { Query = $"{field}={Uri.EscapeDataString(wrong)}" }.Uri;
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(page, Deadline));
            ((int)socket.HttpStatusCode).ShouldBe(400, field);
        }

        using var asks = new StockBoard("");
        var (status, answer) = await asks.PostAsync(scripted.Server, "/api/ota/", $$"""{"mac_address":{{JsonSerializer.Serialize(wrong)}}}""", Deadline);
        status.ShouldBe(400);
        answer.GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("Device-Id");
        await scripted.CatchUpAsync();
        scripted.Events.Of<DeviceRefused>().Count().ShouldBe(3);
        scripted.Events.Of<DiagnosticEvent>().Select(static @event => @event.ToString()!).ShouldAllBe(@event => !@event.Contains(wrong));
    }

    [Theory]
    [InlineData("aa:bb:cc:dd:ee:ff")]
    [InlineData("AA-BB-CC-DD-EE-FF")]
    [InlineData("aabb.ccdd.eeff")]
    [InlineData("aa_bb_cc_dd_ee_ff")]
    [InlineData("6f1c2c1e-0000-4000-8000-000000000001")]
    [InlineData("GID_esp-box-3@@@aa_bb_cc_dd_ee_ff@@@6f1c2c1e-0000-4000-8000-000000000001")]
    [InlineData("web_test_client")]
    [InlineData("客厅")]
    public async Task What_devices_call_themselves_is_taken(string id)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        var options = new DeviceClientOptions { Url = server.Socket, DeviceId = id, ClientId = id, IdentityInQuery = true };
        await using var device = await DeviceClient.ConnectAsync(options, Deadline);
        server.Sessions.FindByDevice(id).ShouldNotBeNull().Id.ShouldBe(device.SessionId);
    }
}
