using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

/// <summary>A persona may name who hears, thinks and speaks for it; who names none, or somebody there is not, has the service's order.</summary>
public sealed class PersonaServicesTests : IDisposable
{
    private const string Device = "02:5e:00:00:00:01";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly HttpClient _http = new();

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task The_providers_a_persona_names_are_asked_first_from_the_next_session_on()
    {
        await using var gateway = await ScriptedServer.StartAsync(spares: true);
        await TypeAsync(gateway);
        (gateway.SpareLlm.Opened, gateway.SpareTts.Opened).ShouldBe((0, 0));

        var persona = await PutAsync(gateway, new { prompt = "Be kind.", llm = "spare", tts = "spare", speed = 1.5 });
        persona.GetProperty("llm").GetString().ShouldBe("spare");
        persona.GetProperty("speed").GetDouble().ShouldBe(1.5);
        await TypeAsync(gateway);

        gateway.SpareLlm.Opened.ShouldBe(1);
        gateway.SpareTts.Opened.ShouldBeGreaterThan(0);
        gateway.SpareTts.Asked.OfType<SynthesisRequest>().ShouldAllBe(request => request.Speed == 1.5);
        await gateway.ShouldBecomeQuietAsync();
    }

    [Fact]
    public async Task One_there_is_not_leaves_the_order_to_the_service_and_a_wrong_speed_is_refused()
    {
        await using var gateway = await ScriptedServer.StartAsync(spares: true);
        await PutAsync(gateway, new { prompt = "Be kind.", llm = "nobody" });
        await TypeAsync(gateway);
        (gateway.Llm.Opened, gateway.SpareLlm.Opened).ShouldBe((2, 0));

        using var refused = await _http.PutAsJsonAsync(new Uri(gateway.Server.Http, "/api/personas/fast"), new { prompt = "p", speed = 9 }, Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(Ct)).ShouldContain("must be 0.5 to 2");
    }

    public void Dispose()
    {
        _http.Dispose();
        _deadline.Dispose();
    }

    private async Task TypeAsync(ScriptedServer gateway)
    {
        await using var device = await gateway.Server.ConnectAsync(Ct, Device);
        (await device.TypeAsync("Hello?", Ct)).Sentences.ShouldNotBeEmpty();
    }

    private async Task<JsonElement> PutAsync(ScriptedServer gateway, object body)
    {
        using var put = await _http.PutAsJsonAsync(new Uri(gateway.Server.Http, "/api/personas/kind"), body, Ct);
        put.IsSuccessStatusCode.ShouldBeTrue(await put.Content.ReadAsStringAsync(Ct));
        await TypeAsync(gateway);
        using var given = await _http.PatchAsJsonAsync(new Uri(gateway.Server.Http, $"/api/devices/{Device}"), new { persona = "kind" }, Ct);
        given.StatusCode.ShouldBe(HttpStatusCode.OK, await given.Content.ReadAsStringAsync(Ct));
        return await put.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
