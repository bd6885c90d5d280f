using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>Who gets a socket and who does not, over real sockets; one test for each.</summary>
public sealed class DeviceGateTests
{
    private const string Mac = "02:00:00:00:00:e1";
    private const string Key = "a key of at least sixteen characters";
    private const string Closed = "--VoiceBus:Provisioning:Activation:Enabled=true";
    private const string Keyed = "--VoiceBus:Provisioning:DeviceKey=" + Key;
    private const string Static = "static-token-of-the-house";
    private const string WithStatic = "--VoiceBus:Transport:DeviceToken=" + Static;
    private const string XinnanKey = "secret of xinnan";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));

    private CancellationToken Deadline => _limit.Token;

    [Theory]
    [InlineData(Closed)]
    [InlineData(WithStatic)]
    public async Task A_stock_board_shows_its_code_and_is_in_when_that_was_typed(string gate)
    {
        await using var server = await StartAsync(gate);
        using var board = new StockBoard(Mac);
        var code = (await board.BootAsync(server, Deadline)).ShouldNotBeNull();
        board.Token.ShouldMatch(@"^[\w-]{43}\.\d{10}$");
        (await board.RefusedAsync(server, Deadline)).ShouldContain("401: the device is not activated");
        (await board.PollAsync(server, Deadline)).ShouldBe(202);
        (await board.BootAsync(server, Deadline)).ShouldBe(code, "asking again shows the same code");

        (await board.TypeAsync(server, code, Deadline)).ShouldBe(200);
        (await board.PollAsync(server, Deadline)).ShouldBe(200);
        (await board.BootAsync(server, Deadline)).ShouldBeNull();
        await using var device = await board.ConnectAsync(server, Deadline);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_token_given_while_the_code_is_shown_is_good_once_it_was_typed()
    {
        await using var server = await StartAsync(Closed);
        using var board = new StockBoard(Mac.ToUpperInvariant(), clientId: null);
        var code = (await board.BootAsync(server, Deadline)).ShouldNotBeNull();
        (await board.TypeAsync(server, code, Deadline)).ShouldBe(200);
        await using var device = await board.ConnectAsync(server, Deadline, inQuery: true);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Py_xiaozhi_is_in_by_its_code_or_by_its_serial_numbers_key()
    {
        var key = Convert.ToHexString(Encoding.ASCII.GetBytes("key of the serial number 0000001"));
        await using var server = await StartAsync(Closed, $"--VoiceBus:Provisioning:Activation:Keys:SN-1={key}");
        (string, string)[] headers = [("Activation-Version", "2.0.3"), ("Accept-Language", "zh-CN"), ("User-Agent", "py-xiaozhi/2.0.3")];
        using var known = new StockBoard(Mac, "11111111-0000-4000-8000-000000000001") { Headers = headers };
        await known.BootAsync(server, Deadline);
        (await known.PollAsync(server, Deadline, await ProofAsync(server, known, key))).ShouldBe(200);
        await using (var device = await known.ConnectAsync(server, Deadline))
            device.SessionId.ShouldNotBeEmpty();

        using var unknown = new StockBoard("02:00:00:00:00:e2", "22222222-0000-4000-8000-000000000001") { Headers = headers };
        var code = (await unknown.BootAsync(server, Deadline)).ShouldNotBeNull();
        (await unknown.PollAsync(server, Deadline, """{"Payload":{"algorithm":"hmac-sha256","serial_number":"SN-9","challenge":"x","hmac":"y"}}""")).ShouldBe(202);
        (await unknown.TypeAsync(server, code, Deadline)).ShouldBe(200);
        (await unknown.PollAsync(server, Deadline)).ShouldBe(200);
        await using var other = await unknown.ConnectAsync(server, Deadline);
        other.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_serial_numbers_key_takes_no_device_from_its_owner()
    {
        var key = Convert.ToHexString(Encoding.ASCII.GetBytes("key of the serial number 0000001"));
        await using var server = await StartAsync(Closed, $"--VoiceBus:Provisioning:Activation:Keys:SN-1={key}");
        using var owner = new StockBoard(Mac);
        await owner.ActivateAsync(server, Deadline);
        using var other = new StockBoard(Mac, "another-client");
        await other.BootAsync(server, Deadline);
        (await other.PollAsync(server, Deadline, await ProofAsync(server, other, key))).ShouldBe(202);
        (await other.RefusedAsync(server, Deadline)).ShouldContain("belongs to another Client-Id");
        await using var device = await owner.ConnectAsync(server, Deadline);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Xinnans_gateway_brings_in_a_device_that_was_activated_at_the_console()
    {
        await using var server = await StartAsync(Closed, $"--VoiceBus:Provisioning:XinnanKey={XinnanKey}");
        // Its gateway sends the MAC with underscores for a client.
        using var gateway = new StockBoard(Mac, Mac.Replace(':', '_'));
        var token = StockBoard.Sign(XinnanKey, gateway.ClientId!, Mac, TimeProvider.System.GetUtcNow());
        // All its devices come from one address: those that wait are no guesses at tokens.
        for (var n = 0; n < 12; n++)
            (await gateway.RefusedAsync(server, Deadline, token)).ShouldContain("not activated");
        using var client = new OperatorClient(server);
        var waiting = (await client.GetAsync($"/api/devices/{Mac}")).GetProperty("waiting").EnumerateArray().ShouldHaveSingleItem();
        (await gateway.TypeAsync(server, waiting.GetProperty("code").GetString()!, Deadline)).ShouldBe(200);
        await using (var device = await gateway.ConnectAsync(server, Deadline, token))
            device.SessionId.ShouldNotBeEmpty();

        // Bound to the Device-Id alone, for 30 days, and to this key.
        using var named = new StockBoard(Mac, "another-name");
        await using (var device = await named.ConnectAsync(server, Deadline, StockBoard.Sign(XinnanKey, "another-name", Mac, TimeProvider.System.GetUtcNow())))
            device.SessionId.ShouldNotBeEmpty();
        (await gateway.RefusedAsync(server, Deadline, StockBoard.Sign(XinnanKey, gateway.ClientId!, Mac, DaysAgo(31)))).ShouldContain("30 days");
        (await gateway.RefusedAsync(server, Deadline, StockBoard.Sign("test-token", gateway.ClientId!, Mac, DaysAgo(0)))).ShouldContain("not one of this server");
    }

    [Fact]
    public async Task The_static_token_lets_in_without_activation_unless_that_is_switched_off()
    {
        await using (var server = await StartAsync(WithStatic))
        {
            using var board = new StockBoard(Mac);
            await using var device = await board.ConnectAsync(server, Deadline, Static);
            (await board.RefusedAsync(server, Deadline, "static-token-of-the-hous")).ShouldContain("401: the token is not one of this server");
            (await board.RefusedAsync(server, Deadline, "")).ShouldContain("401: this server wants a device token");
            using var nobody = new StockBoard("", "");
            await using var anonymous = await nobody.ConnectAsync(server, Deadline, Static);
            anonymous.SessionId.ShouldNotBeEmpty();
        }

        await using var strict = await StartAsync(WithStatic, "--VoiceBus:Provisioning:Activation:TokenSuffices=false");
        using var unknown = new StockBoard(Mac);
        (await unknown.RefusedAsync(strict, Deadline, Static)).ShouldContain("not activated");
        await unknown.ActivateAsync(strict, Deadline);
        await using var activated = await unknown.ConnectAsync(strict, Deadline, Static);
        activated.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Another_client_of_a_device_stays_out_until_its_own_code_is_typed_and_then_the_first_is_out()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: [Closed]);
        var server = scripted.Server;
        using var owner = new StockBoard(Mac);
        await owner.ActivateAsync(server, Deadline);
        await using var device = await owner.ConnectAsync(server, Deadline);

        using var other = new StockBoard(Mac, "flashed-anew-0000");
        var code = (await other.BootAsync(server, Deadline)).ShouldNotBeNull();
        (await other.RefusedAsync(server, Deadline, "")).ShouldContain("401");
        (await other.RefusedAsync(server, Deadline)).ShouldContain("belongs to another Client-Id");
        (await other.RefusedAsync(server, Deadline, owner.Token)).ShouldContain("not one of this server");
        (await other.PollAsync(server, Deadline)).ShouldBe(202);
        (await owner.PollAsync(server, Deadline)).ShouldBe(200);
        server.Sessions.FindByDevice(Mac)!.Id.ShouldBe(device.SessionId, "a stranger takes no live connection's place");

        using var client = new OperatorClient(server);
        var shown = await client.GetAsync($"/api/devices/{Mac}");
        (shown.GetProperty("bound_client_id").GetString(), shown.GetProperty("address").GetString()).ShouldBe(("6f1c2c1e…", "127.0.0.1"));
        var waiting = shown.GetProperty("waiting").EnumerateArray().ShouldHaveSingleItem();
        (waiting.GetProperty("client_id").GetString(), waiting.GetProperty("address").GetString(), waiting.GetProperty("code").GetString())
            .ShouldBe(("flashed-…", "127.0.0.1", code));

        (await other.TypeAsync(server, code, Deadline)).ShouldBe(200);
        (await device.Completion.WaitAsync(Deadline)).ToString().ShouldContain("another client");
        await using var moved = await other.ConnectAsync(server, Deadline);
        (await owner.RefusedAsync(server, Deadline)).ShouldContain("belongs to another Client-Id");
        (await owner.BootAsync(server, Deadline)).ShouldNotBeNull("it shows a code of its own now");
    }

    [Fact]
    public async Task Forged_and_foreign_tokens_let_nobody_in()
    {
        await using var server = await StartAsync(Closed, Keyed, "--VoiceBus:Limits:WrongTokensPerMinute=1000");
        using var board = new StockBoard(Mac);
        await board.ActivateAsync(server, Deadline);
        var (client, now) = (board.ClientId!, TimeProvider.System.GetUtcNow());
        using var other = new StockBoard("02:00:00:00:00:e9");
        await other.ActivateAsync(server, Deadline);
        foreach (var forged in new[]
        {
            other.Token, $"A{board.Token}", board.Token[..^1], $"{board.Token.Split('.')[0]}.{now.ToUnixTimeSeconds() + 1}", board.Token.Split('.')[0], ".", ".1",
            $"{new string('A', 43)}.{now.ToUnixTimeSeconds()}", $"x.{long.MaxValue}", StockBoard.Sign("another key of sixteen", client, Mac, now),
            StockBoard.Sign(Key, "", Mac, now), StockBoard.Sign(Key, client, "", now), StockBoard.Sign(Key, Mac, client, now),
        })
        {
            (await board.RefusedAsync(server, Deadline, forged)).ShouldContain("not one of this server", customMessage: forged);
        }

        await using var device = await board.ConnectAsync(server, Deadline, StockBoard.Sign(Key, client, Mac, now));
        device.SessionId.ShouldNotBeEmpty("the form is the peers' own");
    }

    [Fact]
    public async Task A_token_grows_old_unless_its_device_connects_with_it()
    {
        await using var server = await StartAsync(Closed, Keyed);
        using var board = new StockBoard(Mac);
        await board.ActivateAsync(server, Deadline);
        var issued = DaysAgo(45);
        var old = StockBoard.Sign(Key, board.ClientId!, Mac, issued);
        (await board.RefusedAsync(server, Deadline, old)).ShouldContain("30 days");

        // As it would be with one that has been in use since.
        await RememberAsync(server, issued, used: DaysAgo(29));
        await using (var device = await board.ConnectAsync(server, Deadline, old))
            device.SessionId.ShouldNotBeEmpty();
        (await board.RefusedAsync(server, Deadline, StockBoard.Sign(Key, board.ClientId!, Mac, DaysAgo(46)))).ShouldContain("30 days");
        await RememberAsync(server, issued, used: DaysAgo(31));
        (await board.RefusedAsync(server, Deadline, old)).ShouldContain("30 days");
    }

    [Fact]
    public async Task The_static_token_is_in_no_answer()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: [WithStatic, "--VoiceBus:AdminToken=sesame"]);
        var server = scripted.Server;
        using var client = new OperatorClient(server);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
        using var board = new StockBoard(Mac);
        await using var device = await board.ConnectAsync(server, Deadline, Static);
        var paths = (await client.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(static path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name
                .Replace("{id}", path.Name.Contains("sessions", StringComparison.Ordinal) ? device.SessionId : Mac, StringComparison.Ordinal)
                .Replace("{file}", "x", StringComparison.Ordinal).Replace("{name}", "default", StringComparison.Ordinal)).ToList();
        paths.Count.ShouldBeGreaterThan(15);
        foreach (var path in paths.Append("/openapi/v1.json").Append("/metrics").Where(static path => path != "/api/events"))
        {
            using var answer = await client.Http.GetAsync(new Uri(path, UriKind.Relative), Deadline);
            (await answer.Content.ReadAsStringAsync(Deadline)).ShouldNotContain(Static, customMessage: path);
        }

        foreach (var path in new[] { "/api/ota", "/api/ota/", "/xiaozhi/ota", "/xiaozhi/ota/", "/api/ota/activate", "/xiaozhi/ota/activate" })
        {
            foreach (var (mac, name) in new[] { (Mac, board.ClientId), ("02:00:00:00:00:e3", "somebody") })
            {
                using var asks = new StockBoard(mac, name);
                (await asks.PostAsync(server, path, "{}", Deadline)).Answer.GetRawText().ShouldNotContain(Static, customMessage: path);
            }
        }

        (await board.RefusedAsync(server, Deadline, "wrong")).ShouldNotContain(Static);
        await scripted.CatchUpAsync();
        scripted.Events.Of<DiagnosticEvent>().Select(static @event => @event.ToString()).ShouldAllBe(static @event => !@event!.Contains(Static));
    }

    [Fact]
    public async Task A_ticket_lets_one_socket_in_once_and_as_nobody_elses_device()
    {
        await using var server = await StartAsync(WithStatic, "--VoiceBus:AdminToken=sesame");
        using var client = new OperatorClient(server);
        using (var refused = await client.Http.PostAsync(new Uri("/api/talk/ticket", UriKind.Relative), null, Deadline))
            ((int)refused.StatusCode).ShouldBe(401);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
        var ticket = await TicketAsync(client);
        await using (var device = await PageAsync(server, "web-1", ticket))
            device.SessionId.ShouldNotBeEmpty();
        (await Should.ThrowAsync<Device.DeviceException>(() => PageAsync(server, "web-1", ticket))).Message.ShouldContain("401");

        using var board = new StockBoard(Mac);
        (await board.TypeAsync(server, (await board.BootAsync(server, Deadline)).ShouldNotBeNull(), Deadline)).ShouldBe(401);
        var code = (await client.GetAsync($"/api/devices/{Mac}")).GetProperty("waiting")[0].GetProperty("code").GetString();
        (await client.PostAsync("/api/devices/activate", new { code })).Status.ShouldBe(200);
        (await Should.ThrowAsync<Device.DeviceException>(async () => await PageAsync(server, Mac, await TicketAsync(client)))).Message.ShouldContain("belongs to another Client-Id");
    }

    [Fact]
    public async Task A_live_connection_replaced_from_another_address_is_told()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        await using var first = await scripted.Server.ConnectAsync(Deadline, Mac);
        await using (var again = await scripted.Server.ConnectAsync(Deadline, Mac))
        {
            await scripted.CatchUpAsync();
            scripted.Events.Of<DeviceReplaced>().ShouldBeEmpty("it came from where it was");
            scripted.Server.Sessions.FindByDevice(Mac)!.Connection.Address = "192.0.2.7";
            await using var elsewhere = await scripted.Server.ConnectAsync(Deadline, Mac);
            var told = await scripted.Events.TheOneAsync<DeviceReplaced>();
            (told.SessionId, told.ReplacedSessionId, told.DeviceId, told.Address, told.PreviousAddress)
                .ShouldBe((elsewhere.SessionId, again.SessionId, Mac, "127.0.0.1", "192.0.2.7"));
        }
    }

    private static Task<RunningServer> StartAsync(params string[] args) => RunningServer.StartAsync(ScriptedServer.WithoutProbes, args);

    private static DateTimeOffset DaysAgo(int days) => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(-days).ToUnixTimeSeconds());

    private async Task RememberAsync(RunningServer server, DateTimeOffset issued, DateTimeOffset used) =>
        await server.Get<IDeviceStore>().UpdateAsync(Mac, known => known! with { TokenIssued = issued, TokenUsed = used }, Deadline);

    private static Task<Device.DeviceClient> PageAsync(RunningServer server, string id, string ticket)
    {
        var url = new UriBuilder(server.Socket) { Query = $"ticket={ticket}" }.Uri;
        return Device.DeviceClient.ConnectAsync(
            new Device.DeviceClientOptions { Url = url, DeviceId = id, ClientId = "page", IdentityInQuery = true }, CancellationToken.None);
    }

    private async Task<string> TicketAsync(OperatorClient client)
    {
        using var answer = await client.Http.PostAsync(new Uri("/api/talk/ticket", UriKind.Relative), null, Deadline);
        ((int)answer.StatusCode).ShouldBe(200);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Deadline);
        body.GetProperty("expires_in").GetInt32().ShouldBe(60);
        return body.GetProperty("ticket").GetString()!;
    }

    private async Task<string> ProofAsync(RunningServer server, StockBoard board, string key)
    {
        var (_, answer) = await board.PostAsync(server, "/xiaozhi/ota/", "{}", Deadline);
        var challenge = answer.GetProperty("activation").GetProperty("challenge").GetString()!;
        var hmac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Convert.FromHexString(key), Encoding.UTF8.GetBytes(challenge)));
        return $$$"""{"Payload":{"algorithm":"hmac-sha256","serial_number":"SN-1","challenge":"{{{challenge}}}","hmac":"{{{hmac}}}"}}""";
    }
}
