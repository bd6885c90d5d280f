using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>An operator looks at a real session and drives it over HTTP.</summary>
public sealed class SessionsApiTests
{
    [Fact]
    public async Task A_session_is_shown_as_it_is()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token, "02:00:00:00:00:07", version: 3);
        await device.TypeAsync("hello", deadline.Token);
        await device.PushToTalkAsync(deadline.Token);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);
        await scripted.Events.TheseAsync<Core.Diagnostics.TurnEnded>(2);

        var listed = (await client.GetAsync("/api/sessions")).GetProperty("sessions").EnumerateArray().ShouldHaveSingleItem();
        listed.EnumerateObject().Select(field => field.Name).ShouldBe([
            "id", "device_id", "user_id", "created_at", "status", "mode", "codec", "protocol_version", "client_id",
            "dropped_audio", "turns", "last_turn_id", "context", "malformed_audio"]);
        var session = await client.GetAsync($"/api/sessions/{device.SessionId}");
        (session.GetProperty("device_id").GetString(), session.GetProperty("mode").GetString(), session.GetProperty("codec").GetString())
            .ShouldBe(("02:00:00:00:00:07", "manual", "opus"));
        (session.GetProperty("protocol_version").GetInt32(), session.GetProperty("turns").GetInt32()).ShouldBe((3, 2));
        session.GetProperty("context").GetProperty("codec").GetString().ShouldBe("opus");
        (await client.GetAsync($"/api/turns/{session.GetProperty("last_turn_id").GetString()}"))
            .GetProperty("session_id").GetString().ShouldBe(device.SessionId);
    }

    [Fact]
    public async Task Say_interrupt_and_close_reach_the_device()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: 200);
        using var client = new OperatorClient(scripted.Server);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token))
        {
            var route = $"/api/sessions/{device.SessionId}";
            (await client.PostAsync($"{route}/say", new { text = "The shop closes." })).Status.ShouldBe(202);
            (await device.WaitForAsync<ServerMessage.SentenceStart>(deadline.Token)).Text.ShouldBe("The shop closes.");

            // Twelve seconds of speech: only the interruption can end it this soon.
            (await client.PostAsync($"{route}/interrupt")).Status.ShouldBe(202);
            await device.WaitForAsync<ServerMessage.TtsStop>(deadline.Token);
            await Eventually.TrueAsync(() => scripted.Events.Of<Core.Diagnostics.TurnEnded>().Any(turn => turn.Ending == "interrupted"));

            (await client.PostAsync($"{route}/close", new { reason = "maintenance" })).Status.ShouldBe(202);
            (await device.Completion.WaitAsync(deadline.Token)).ToString().ShouldContain("maintenance");
        }

        await scripted.ShouldBecomeQuietAsync();
        (await scripted.Events.TheOneAsync<Core.Diagnostics.SessionClosed>()).Reason.ShouldBe("maintenance");
        (await client.PostAsync($"/api/sessions/nobody/interrupt")).ShouldBe((404, "application/problem+json"));
    }

    [Fact]
    public async Task The_list_has_pages_and_is_searched()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        var devices = new List<DeviceClient>();
        for (var i = 0; i < 5; i++)
            devices.Add(await scripted.Server.ConnectAsync(deadline.Token, $"02:00:00:00:1{i % 2}:0{i}"));
        string[] newestFirst = [.. devices.Select(static device => device.SessionId!).Reverse()];

        await ShouldShowAsync("", 5, newestFirst);
        await ShouldShowAsync("?limit=2", 5, newestFirst[..2]);
        await ShouldShowAsync("?limit=2&offset=4", 5, newestFirst[4..]);
        await ShouldShowAsync("?offset=5", 5, []);
        await ShouldShowAsync("?search=00:11:&limit=1", 2, newestFirst[1..2]);
        await ShouldShowAsync($"?search={newestFirst[3].ToUpperInvariant()}", 1, newestFirst[3..4]);
        await ShouldShowAsync("?search=nobody", 0, []);
        foreach (var device in devices)
            await device.DisposeAsync();

        async Task ShouldShowAsync(string query, int total, string[] ids)
        {
            var page = await client.GetAsync($"/api/sessions{query}");
            page.GetProperty("sessions").EnumerateArray().Select(static one => one.GetProperty("id").GetString()!).ShouldBe(ids, query);
            page.GetProperty("total").GetInt32().ShouldBe(total, query);
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_a_problem()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        var route = $"/api/sessions/{device.SessionId}";

        (await client.PostAsync($"{route}/say", new { text = " " })).ShouldBe((400, "application/problem+json"));
        (await client.PostAsync($"{route}/say", new { text = new string('x', 2001) })).ShouldBe((400, "application/problem+json"));
        (await client.PostAsync($"{route}/close", new { reason = new string('x', 121) })).ShouldBe((400, "application/problem+json"));
        (await client.GetAsync("/api/sessions/nobody", expected: 404)).GetProperty("status").GetInt32().ShouldBe(404);
        (await client.GetAsync("/api/turns?limit=0", expected: 400)).GetProperty("errors").GetProperty("limit")[0].GetString()
            .ShouldBe("must be 1 to 1000");
        (await client.GetAsync("/api/sessions?limit=1001", expected: 400)).GetProperty("errors").GetProperty("limit")[0].GetString()
            .ShouldBe("must be 1 to 1000");
        (await client.GetAsync("/api/sessions?offset=-1", expected: 400)).GetProperty("errors").GetProperty("offset")[0].GetString()
            .ShouldBe("must be 0 to 1000000");
        (await client.GetAsync("/api/turns/nobody", expected: 404)).GetProperty("status").GetInt32().ShouldBe(404);
    }
}
