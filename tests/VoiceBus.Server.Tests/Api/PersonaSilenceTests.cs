using VoiceBus.Server.Tests.Api.Configuration;

namespace VoiceBus.Server.Tests.Api;

/// <summary>How patiently a persona listens, over the API.</summary>
public sealed class PersonaSilenceTests
{
    [Fact]
    public async Task It_is_kept_given_back_and_left_to_the_configuration_by_null()
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        (await PutAsync(rig, """{"prompt":"p","end_silence_ms":650,"max_end_silence_ms":2500}""")).Status.ShouldBe(201);
        var kept = (await rig.GetAsync("/api/personas/slow")).Body;
        (kept["end_silence_ms"]!.GetValue<int>(), kept["max_end_silence_ms"]!.GetValue<int>()).ShouldBe((650, 2500));
        (await PutAsync(rig, """{"prompt":"p"}""")).Status.ShouldBe(200);

        kept = (await rig.GetAsync("/api/personas/slow")).Body;
        (kept["end_silence_ms"], kept["max_end_silence_ms"]).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("""{"prompt":"p","end_silence_ms":50}""", "end_silence_ms", "must be 100 to 5000, or null")]
    [InlineData("""{"prompt":"p","max_end_silence_ms":60000}""", "max_end_silence_ms", "must be 100 to 10000, or null")]
    [InlineData("""{"prompt":"p","end_silence_ms":900,"max_end_silence_ms":500}""", "end_silence_ms", "must be at most max_end_silence_ms, which is 500")]
    public async Task What_it_cannot_be_is_said_at_its_field(string body, string field, string rule)
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        var answer = await PutAsync(rig, body);
        answer.Status.ShouldBe(400);
        answer.Body["errors"]![field]![0]!.GetValue<string>().ShouldBe(rule);
    }

    private static Task<ConfigRig.Answer> PutAsync(ConfigRig rig, string body) => rig.SendAsync(HttpMethod.Put, body, path: "/api/personas/slow");
}
