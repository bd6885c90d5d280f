using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>The waterfall of a turn that really went through socket, bus, adapters and pools.</summary>
public sealed class TurnsApiTests
{
    [Fact]
    public async Task A_spoken_turn_is_told_from_the_last_voice_to_the_stop_with_who_did_what()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        await device.PushToTalkAsync(deadline.Token);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, deadline.Token);

        var turn = await EndedTurn(client, device.SessionId);
        var marks = turn.GetProperty("marks").EnumerateArray().ToArray();
        marks.Select(mark => mark.GetProperty("name").GetString()).ShouldBe([
            "last_voice", "end_of_speech", "transcript", "first_token", "first_sentence", "first_tts_byte",
            "first_frame_sent", "last_frame_sent", "stop"]);
        var at = marks.Select(mark => mark.GetProperty("at_ms").GetDouble()).ToArray();
        at[0].ShouldBe(0);
        at.ShouldBe(at.Order());
        // Once there is speech the device gets ready for 60 ms, then 24 frames play at their own speed, of which the last is sent
        // two frames ahead; a machine that begins late makes up for it, so the first frame's own moment says nothing.
        (at[^2] - at[^4]).ShouldBeGreaterThan(24 * 60 * 0.7);

        var spans = turn.GetProperty("spans").EnumerateArray().ToArray();
        spans.Select(span => span.GetProperty("name").GetString()).ShouldBe(["asr", "llm", "tts", "tts", "tts"]);
        spans.ShouldAllBe(span => span.GetProperty("provider").GetString() == "scripted" && span.GetProperty("outcome").GetString() == "ok");
        spans[0].GetProperty("start_ms").GetDouble().ShouldBeLessThan(spans[1].GetProperty("start_ms").GetDouble());
        spans[1].GetProperty("first_reply_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        (turn.GetProperty("ending").GetString(), turn.GetProperty("origin").GetString()).ShouldBe(("completed", "speech"));
        turn.GetProperty("user_text").ValueKind.ShouldBe(JsonValueKind.Null, "words are not kept unless switched on");
    }

    [Fact]
    public async Task A_failed_turn_is_found_by_the_filter_and_names_the_stage()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        await device.TypeAsync("fine", deadline.Token);
        scripted.Llm.FailBeforeReply = new IOException("scripted");
        await device.TypeAsync("broken", deadline.Token);

        await scripted.Events.TheseAsync<TurnEnded>(2); // The timelines have heard it before.
        var failed = (await client.GetAsync($"/api/turns?failed=true&session={device.SessionId}"))
            .GetProperty("turns").EnumerateArray().ShouldHaveSingleItem();
        failed.GetProperty("failures")[0].GetString().ShouldBe("llm: Unavailable");
        var all = (await client.GetAsync("/api/turns")).GetProperty("turns").EnumerateArray().ToArray();
        all.Select(turn => turn.GetProperty("ending").GetString()).ShouldBe(["failed", "completed"]);
        (await client.GetAsync("/api/turns?slower_than_ms=50000")).GetProperty("turns").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_turn_saved_by_a_spare_shows_both_providers_and_the_retry()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(spares: true);
        using var client = new OperatorClient(scripted.Server);
        await using var device = await scripted.Server.ConnectAsync(deadline.Token);
        scripted.Llm.FailBeforeReply = new IOException("scripted");
        await device.TypeAsync("hello", deadline.Token);

        var turn = await EndedTurn(client, device.SessionId);
        turn.GetProperty("spans").EnumerateArray().Where(span => span.GetProperty("name").GetString() == "llm")
            .Select(span => (span.GetProperty("provider").GetString(), span.GetProperty("outcome").GetString(), span.GetProperty("attempt").GetInt32()))
            .ShouldBe([("scripted", "failed", 1), ("spare", "ok", 2)]);
        (turn.GetProperty("ending").GetString(), turn.GetProperty("retries").GetInt32()).ShouldBe(("completed", 1));
    }

    [Fact]
    public async Task The_openapi_document_describes_the_routes()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        var paths = (await client.GetAsync("/openapi/v1.json")).GetProperty("paths");
        foreach (var (path, method) in new[]
        {
            ("/api/turns", "get"), ("/api/turns/{id}", "get"), ("/api/events", "get"), ("/api/sessions", "get"), ("/api/sessions/{id}", "get"),
            ("/api/sessions/{id}/say", "post"), ("/api/sessions/{id}/interrupt", "post"), ("/api/sessions/{id}/close", "post"),
        })
            paths.GetProperty(path).GetProperty(method).GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(path);
    }

    /// <summary>The session's newest turn with all its calls; events arrive a moment after what they tell of.</summary>
    private static async Task<JsonElement> EndedTurn(OperatorClient client, string session)
    {
        var id = (await client.GetAsync($"/api/sessions/{session}")).GetProperty("last_turn_id").GetString();
        await Eventually.GetAsync(
            () => client.GetAsync($"/api/turns?session={session}"),
            turns => turns.GetProperty("turns").EnumerateArray().Any(turn => turn.GetProperty("id").GetString() == id));
        return await Eventually.GetAsync(
            () => client.GetAsync($"/api/turns/{id}"),
            turn => turn.GetProperty("ending").ValueKind != JsonValueKind.Null
                && turn.GetProperty("spans").EnumerateArray().All(span => span.GetProperty("provider").ValueKind != JsonValueKind.Null));
    }
}
