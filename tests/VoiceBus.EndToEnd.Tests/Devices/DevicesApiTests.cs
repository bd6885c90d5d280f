using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>An operator keeps the register of devices and tells them things, over the real server.</summary>
public sealed class DevicesApiTests
{
    private const string Mac = "02:00:00:00:00:aa";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _limit.Token;

    [Fact]
    public async Task A_device_that_connected_is_found_renamed_and_given_a_persona()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);
        await using var other = await scripted.Server.ConnectAsync(Deadline, "02:00:00:00:00:bb");

        using var chef = await client.Http.PutAsJsonAsync("/api/personas/chef", new { prompt = "You are a chef." });
        var changed = await PatchAsync(client, Mac.ToUpperInvariant(), """{"name":" Kitchen ","persona":"chef"}""");
        (changed.GetProperty("id").GetString(), changed.GetProperty("name").GetString(), changed.GetProperty("persona").GetString())
            .ShouldBe((Mac, "Kitchen", "chef"));
        changed.GetProperty("session_id").GetString().ShouldBe(device.SessionId);
        (await PatchAsync(client, Mac, """{"persona":null}""")).GetProperty("persona").ValueKind.ShouldBe(JsonValueKind.Null);

        (await client.GetAsync($"/api/devices/{Mac}")).GetProperty("name").GetString().ShouldBe("Kitchen");
        Ids(await client.GetAsync("/api/devices?search=KITCH")).ShouldBe([Mac]);
        Ids(await client.GetAsync("/api/devices?search=02:00:00")).ShouldBe([Mac, "02:00:00:00:00:bb"], ignoreOrder: true);
        Ids(await client.GetAsync("/api/devices?search=nobody")).ShouldBeEmpty();
        var page = await client.GetAsync("/api/devices?limit=1&offset=1");
        (Ids(page).Length, page.GetProperty("total").GetInt32()).ShouldBe((1, 2));
        await other.DisconnectAsync();
        await Eventually.TrueAsync(() => scripted.Server.Sessions.Count == 1);
        Ids(await client.GetAsync("/api/devices?connected=true")).ShouldBe([Mac]);
        await client.GetAsync("/api/devices?limit=0", expected: 400);
        await client.GetAsync("/api/devices/nobody", expected: 404);
    }

    [Theory]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"enabled":null}""", "enabled")]
    [InlineData("""{"enabled":"no"}""", "enabled")]
    [InlineData("""{"name":"ok","activated":true}""", "activated")]
    public async Task A_wrong_change_names_the_field_and_changes_nothing(string patch, string field)
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);

        (await PatchAsync(client, Mac, patch, HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(field);
        (await client.GetAsync($"/api/devices/{Mac}")).GetProperty("name").GetString().ShouldBe("");
        await PatchAsync(client, "nobody", """{"name":"x"}""", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_device_switched_off_is_let_go_and_refused_before_the_upgrade_until_it_is_switched_on()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using (var device = await scripted.Server.ConnectAsync(Deadline, Mac))
        {
            (await PatchAsync(client, Mac, """{"enabled":false}""")).GetProperty("enabled").GetBoolean().ShouldBeFalse();
            (await device.Completion.WaitAsync(Deadline)).ToString().ShouldContain("switched off");
        }

        var refused = await Should.ThrowAsync<DeviceException>(() => scripted.Server.ConnectAsync(Deadline, Mac.ToUpperInvariant()));
        refused.Message.ShouldContain("401");
        await scripted.ShouldBecomeQuietAsync();
        await PatchAsync(client, Mac, """{"enabled":true}""");
        await using var again = await scripted.Server.ConnectAsync(Deadline, Mac);
        again.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_device_removed_is_let_go_and_comes_back_as_a_new_one()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);
        await PatchAsync(client, Mac, """{"name":"Kitchen"}""");

        using var removed = await client.Http.DeleteAsync(new Uri($"/api/devices/{Mac}", UriKind.Relative), Deadline);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await device.Completion.WaitAsync(Deadline)).ToString().ShouldContain("removed");
        await client.GetAsync($"/api/devices/{Mac}", expected: 404);
        using var twice = await client.Http.DeleteAsync(new Uri($"/api/devices/{Mac}", UriKind.Relative), Deadline);
        twice.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await using var again = await scripted.Server.ConnectAsync(Deadline, Mac);
        (await client.GetAsync($"/api/devices/{Mac}")).GetProperty("name").GetString().ShouldBe("");
    }

    [Fact]
    public async Task The_code_a_device_shows_lets_it_in()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Provisioning:Activation:Enabled=true");
        using var client = new OperatorClient(scripted.Server);
        using var board = new StockBoard(Mac);
        var code = (await board.BootAsync(scripted.Server, Deadline)).ShouldNotBeNull();
        await board.RefusedAsync(scripted.Server, Deadline);

        (await client.PostAsync("/api/devices/activate", new { code = "12345" })).ShouldBe((400, "application/problem+json"));
        (await client.PostAsync("/api/devices/activate", new { code = code == "000000" ? "000001" : "000000" }))
            .ShouldBe((404, "application/problem+json"));
        using var confirmed = await client.Http.PostAsJsonAsync("/api/devices/activate", new { code }, Deadline);
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await confirmed.Content.ReadFromJsonAsync<JsonElement>(Deadline)).GetProperty("id").GetString().ShouldBe(Mac);
        (await client.PostAsync("/api/devices/activate", new { code })).Status.ShouldBe(404, "a code counts once");
        await using var device = await board.ConnectAsync(scripted.Server, Deadline);
        device.SessionId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_connected_device_speaks_alerts_reboots_and_takes_content_by_its_own_id()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using (var device = await scripted.Server.ConnectAsync(Deadline, Mac))
        {
            foreach (var route in new[] { $"/api/devices/{Mac.ToUpperInvariant()}", $"/api/sessions/{device.SessionId}" })
            {
                (await client.PostAsync($"{route}/say", new { text = "The shop closes.", subtitle = "18:00", priority = "interrupt" })).Status.ShouldBe(202);
                (await device.WaitForAsync<ServerMessage.SentenceStart>(Deadline)).Text.ShouldBe("18:00");
                (await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline))
                    .OfType<AudioReceived>().ShouldNotBeEmpty();
                (await client.PostAsync($"{route}/alert", new { status = "Door", message = "Somebody rings", emotion = "surprised" })).Status.ShouldBe(202);
                (await device.WaitForAsync<ServerMessage.Alert>(Deadline)).ShouldBe(
                    new ServerMessage.Alert("Door", "Somebody rings", "surprised") { SessionId = device.SessionId });
                (await client.PostAsync($"{route}/custom", new { payload = new { page = 3, lines = new[] { "é" } } })).Status.ShouldBe(202);
                (await device.WaitForAsync<ServerMessage.Custom>(Deadline)).Payload.GetRawText().ShouldBe("""{"page":3,"lines":["é"]}""");
                (await client.PostAsync($"{route}/reboot")).Status.ShouldBe(202);
                (await device.WaitForAsync<ServerMessage.System>(Deadline)).Command.ShouldBe("reboot");
            }
        }

        await scripted.ShouldBecomeQuietAsync();
        foreach (var verb in new[] { "say", "alert", "custom", "reboot" })
            (await client.PostAsync($"/api/devices/{Mac}/{verb}", verb == "reboot" ? null : new { text = "x", message = "x", payload = new { } }))
                .ShouldBe((404, "application/problem+json"));
    }

    [Theory]
    [InlineData("say", """{"text":" "}""", "text")]
    [InlineData("say", """{"text":"x","priority":"Next"}""", "priority")]
    [InlineData("alert", """{"message":""}""", "message")]
    [InlineData("alert", """{"message":"x","emotion":"Very Happy"}""", "emotion")]
    [InlineData("custom", """{"payload":[1]}""", "payload")]
    [InlineData("custom", "{}", "payload")]
    public async Task What_makes_no_sense_is_refused_by_field(string verb, string body, string field)
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.Http.PostAsync(new Uri($"/api/devices/{Mac}/{verb}", UriKind.Relative), content, Deadline);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Deadline)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(field);
    }

    [Fact]
    public async Task Reading_needs_a_token_and_writing_the_admin_token()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:AdminToken=sesame", "--VoiceBus:ReadToken=look"]);
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);

        foreach (var verb in new[] { "say", "alert", "custom", "reboot" })
            (await client.PostAsync($"/api/devices/{Mac}/{verb}", new { text = "x", message = "x", payload = new { } })).Status.ShouldBe(401, verb);
        (await client.PostAsync("/api/devices/activate", new { code = "000000" })).Status.ShouldBe(401);
        await PatchAsync(client, Mac, """{"name":"x"}""", HttpStatusCode.Unauthorized);
        using var removed = await client.Http.DeleteAsync(new Uri($"/api/devices/{Mac}", UriKind.Relative), Deadline);
        removed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await client.GetAsync("/api/devices", expected: 401);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "look");
        Ids(await client.GetAsync("/api/devices")).ShouldBe([Mac]);
        (await client.PostAsync($"/api/devices/{Mac}/say", new { text = "x" })).Status.ShouldBe(403);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
        (await client.PostAsync($"/api/devices/{Mac}/reboot")).Status.ShouldBe(202);
        await scripted.CatchUpAsync();
        scripted.Events.Of<DeviceChanged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_the_owner_sees_and_finds_but_the_beginning_of_a_client_id()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(Deadline, Mac);
        var (whole, shown) = (device.Options.ClientId, device.Options.ClientId[..8] + "…");
        foreach (var path in new[] { "/api/devices", $"/api/devices/{Mac}", "/api/sessions", $"/api/sessions/{device.SessionId}" })
        {
            var text = (await client.GetAsync(path)).ToString();
            text.ShouldContain(shown, customMessage: path);
            text.ShouldNotContain(whole, customMessage: path);
        }

        Ids(await client.GetAsync($"/api/devices?search={whole[..8]}")).ShouldBe([Mac]);
        Ids(await client.GetAsync($"/api/devices?search={whole[..10]}")).ShouldBeEmpty();
        (await client.GetAsync($"/api/sessions?search={whole[..10]}")).GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Every_route_is_in_the_openapi_document()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        var paths = (await client.GetAsync("/openapi/v1.json")).GetProperty("paths");

        var operations = paths.EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(verb => $"{verb.Name} {path.Name}")).ToArray();
        foreach (var expected in new[]
        {
            "get /api/devices", "get /api/devices/{id}", "patch /api/devices/{id}", "delete /api/devices/{id}", "post /api/devices/activate", "post /api/talk/ticket",
            "post /api/devices/{id}/say", "post /api/devices/{id}/alert", "post /api/devices/{id}/custom", "post /api/devices/{id}/reboot",
            "post /api/sessions/{id}/say", "post /api/sessions/{id}/alert", "post /api/sessions/{id}/custom", "post /api/sessions/{id}/reboot",
        })
        {
            operations.ShouldContain(expected);
        }
    }

    private static string[] Ids(JsonElement list) =>
        [.. list.GetProperty("devices").EnumerateArray().Select(static device => device.GetProperty("id").GetString()!)];

    private async Task<JsonElement> PatchAsync(OperatorClient client, string id, string patch, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var body = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var answer = await client.Http.PatchAsync(new Uri($"/api/devices/{id}", UriKind.Relative), body, Deadline);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync(Deadline));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Deadline);
    }
}
