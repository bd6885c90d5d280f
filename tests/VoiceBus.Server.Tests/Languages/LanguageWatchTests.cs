using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Management.Languages;
using VoiceBus.Server.Tests.Api.Configuration;

namespace VoiceBus.Server.Tests.Languages;

/// <summary>The live server says what it does not understand as soon as it is so.</summary>
public sealed class LanguageWatchTests
{
    private const string Tutor = """{"prompt":"You teach.","language":"zh-CN"}""";

    [Fact]
    public async Task Health_says_it_as_soon_as_a_persona_wants_it_and_no_longer_when_the_persona_is_gone()
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        (await MissingAsync(rig)).ShouldBeEmpty();
        (await rig.SendAsync(HttpMethod.Put, Tutor, path: "/api/personas/tutor")).Status.ShouldBe(201);
        var gap = (await MissingAsync(rig)).ShouldHaveSingleItem()!;
        (gap["service"]!.GetValue<string>(), gap["language"]!.GetValue<string>(), gap["personas"]![0]!.GetValue<string>()).ShouldBe(("asr", "zh", "tutor"));
        gap["add"]!.AsArray().Select(static type => type!.GetValue<string>()).ShouldContain("funasr");
        gap["add"]!.AsArray().Select(static type => type!.GetValue<string>()).ShouldNotContain("moonshine");
        (await rig.SendAsync(HttpMethod.Delete, null, path: "/api/personas/tutor")).Status.ShouldBe(204);

        (await MissingAsync(rig)).ShouldBeEmpty();
        var health = await rig.GetAsync("/api/services/health");
        health.Body["languages"]!["services"]![0]!.ToJsonString().ShouldBe("""{"name":"asr","languages":["en"]}""");
        health.Body["languages"]!["services"]![2]!.ToJsonString().ShouldBe("""{"name":"tts","languages":null}""");
    }

    [Fact]
    public async Task A_change_of_the_live_configuration_is_an_event_once_each_way()
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        await rig.Services.GetRequiredService<LanguageWatch>().RefreshAsync(CancellationToken.None);
        (await rig.PatchAsync("""{"turn":{"language":"zh"}}""", "*")).Status.ShouldBe(200);
        (await MissingAsync(rig)).ShouldHaveSingleItem()!["personas"]![0]!.GetValue<string>().ShouldBe("default");
        (await rig.PatchAsync("""{"turn":{"max_history":9}}""", "*")).Status.ShouldBe(200);
        (await rig.PatchAsync("""{"turn":{"language":"en"}}""", "*")).Status.ShouldBe(200);
        (await MissingAsync(rig)).ShouldBeEmpty();

        await Testing.Providers.Eventually.TrueAsync(() => Lines(rig, "LanguageServed").Length > 0);
        Lines(rig, "LanguageNotServed").ShouldHaveSingleItem().ShouldContain("nobody here understands Chinese (persona default): add a recogniser");
        Lines(rig, "LanguageServed").ShouldHaveSingleItem();
    }

    private static string[] Lines(ConfigRig rig, string name) => [.. rig.Log.Split('\n').Where(line => line.Contains($"{name} ", StringComparison.Ordinal))];

    private static async Task<JsonArray> MissingAsync(ConfigRig rig) =>
        (await rig.GetAsync("/api/services/health")).Body["languages"]!["missing"]!.AsArray();
}
