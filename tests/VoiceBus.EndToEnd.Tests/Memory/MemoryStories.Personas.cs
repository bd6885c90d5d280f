using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Memory;

public abstract partial class MemoryStories
{
    [Fact]
    public async Task A_devices_persona_greets_speaks_and_survives_a_restart()
    {
        await using (var gateway = await GatewayAsync())
        {
            await AskAsync(gateway, "Hello?");
            await PutAsync(gateway, "/api/personas/pirate", new { prompt = "You are a pirate.", greeting = "Ahoy!", allowed_tools = new[] { "set_*" } });
            await GivePersonaAsync(gateway, "Pirate");
        }

        IReadOnlyList<ChatMessage> asked = [];
        await using var after = await GatewayAsync("--VoiceBus:Memory:ContextAge=00:00:00.001");
        after.Model = messages =>
        {
            asked = messages;
            return [new TextContent("Arr.")];
        };
        await using var device = await after.Server.ConnectAsync(Ct, Device);
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Auto), Ct);
        var greeted = await device.ReadUntilAsync(Is<ServerMessage.TtsStop>, Ct);
        greeted.OfType<MessageReceived>().Select(e => e.Message).OfType<ServerMessage.SentenceStart>().Single().Text.ShouldBe("Ahoy!");
        (await device.TypeAsync("Who are you?", Ct)).Text.ShouldBe("Arr.");
        asked[0].Text.ShouldStartWith("You are a pirate.");
        (await TurnsAsync(after, 3))[^1].GetProperty("persona").GetString().ShouldBe("pirate");

        // Listening again, as boards do after every answer, is no reason to greet again.
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Auto), Ct);
        await device.SendTextAsync(ClientMessages.Ping(device.SessionId), Ct);
        (await device.ReadUntilAsync(Is<ServerMessage.Pong>, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_conversation_that_goes_on_is_not_greeted()
    {
        await using var gateway = await GatewayAsync();
        await AskAsync(gateway, "Hello?");
        await PutAsync(gateway, "/api/personas/pirate", new { prompt = "You are a pirate.", greeting = "Ahoy!" });
        await GivePersonaAsync(gateway, "pirate");
        await using var device = await gateway.Server.ConnectAsync(Ct, Device);
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Auto), Ct);
        (await device.TypeAsync("Hello again?", Ct)).Sentences.ShouldBe(["Noted."]);
    }

    [Fact]
    public async Task The_model_hands_over_with_the_next_turn_and_the_device_remembers()
    {
        await using var gateway = await GatewayAsync();
        await PutAsync(gateway, "/api/personas/pirate", new { prompt = "You are a pirate." });
        var prompts = new List<string>();
        gateway.Model = messages =>
        {
            prompts.Add(messages[0].Text);
            return messages[^1].Text.Contains("pirate", StringComparison.Ordinal) && messages[^1].Role == ChatRole.User
                ? [new FunctionCallContent("1", "switch_persona", new Dictionary<string, object?> { ["name"] = "Pirate" })]
                : [new TextContent("Very well.")];
        };
        await using (var device = await gateway.Server.ConnectAsync(Ct, Device))
        {
            await device.TypeAsync("Let me talk to the pirate.", Ct);
            prompts.ShouldAllBe(prompt => prompt != "You are a pirate.");
            await device.TypeAsync("Hello?", Ct);
            prompts[^1].ShouldBe("You are a pirate.");
        }

        await AskAsync(gateway, "And now?");
        prompts[^1].ShouldBe("You are a pirate.");
        (await gateway.Events.TheOneAsync<PersonaSwitched>()).Persona.ShouldBe("pirate");
    }

    [Fact]
    public async Task Personas_are_added_shown_replaced_and_removed_by_the_API()
    {
        await using var gateway = await GatewayAsync();
        await AskAsync(gateway, "Hello?");
        var personas = new Uri(gateway.Server.Http, "/api/personas");
        using (var added = await _http.PostAsJsonAsync(personas, new { name = "Nurse", prompt = "Be kind.", language = "en-GB" }, Ct))
            added.StatusCode.ShouldBe(HttpStatusCode.Created);
        using (var twice = await _http.PostAsJsonAsync(personas, new { name = "nurse", prompt = "Be rude." }, Ct))
            (twice.StatusCode, twice.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.Conflict, "application/problem+json"));
        await PutAsync(gateway, "/api/personas/nurse", new { prompt = "Be very kind.", allowed_tools = Array.Empty<string>() });
        (await _http.GetStringAsync(personas, Ct)).ShouldContain(
            """{"name":"nurse","prompt":"Be very kind.","voice":null,"language":null,"greeting":null,"allowed_tools":[],"asr":null,"llm":null,"tts":null,"speed":null,"end_silence_ms":null,"max_end_silence_ms":null}""");
        await GivePersonaAsync(gateway, "nurse");
        using (var removed = await _http.DeleteAsync(new Uri(gateway.Server.Http, "/api/personas/nurse"), Ct))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var gone = await _http.GetAsync(new Uri(gateway.Server.Http, "/api/personas/nurse"), Ct))
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(gateway, "Who?")).ShouldBe("I do not know you.");
    }

    [Fact]
    public async Task A_wrong_persona_is_refused_field_by_field()
    {
        await using var gateway = await GatewayAsync();
        using var refused = await _http.PostAsJsonAsync(
            new Uri(gateway.Server.Http, "/api/personas"),
            new { name = "default", prompt = " ", language = "englisch!", greeting = new string('a', 501), allowed_tools = new[] { "" } }, Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await refused.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Ct)).GetProperty("errors");
        errors.EnumerateObject().Select(field => field.Name).Order().ShouldBe(["allowed_tools", "greeting", "language", "name", "prompt"]);
        await AskAsync(gateway, "Hello?");
        using var unknown = await _http.PatchAsJsonAsync(new Uri(gateway.Server.Http, $"/api/devices/{Device}"), new { persona = "nobody" }, Ct);
        (unknown.StatusCode, (await unknown.Content.ReadAsStringAsync(Ct)).Contains("there is no persona 'nobody'", StringComparison.Ordinal))
            .ShouldBe((HttpStatusCode.BadRequest, true));
    }
}
