using System.Text.Json.Nodes;

namespace VoiceBus.Server.Tests.Api.Configuration;

/// <summary>The server says what can be configured.</summary>
public sealed class ProviderTypesTests
{
    [Fact]
    public async Task Every_type_is_listed_with_its_options()
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        var types = (await rig.GetAsync("/api/providers/types")).Body["types"]!.AsArray().Select(static type => type!.AsObject()).ToArray();

        var names = types.Select(static type => $"{type["service"]}/{type["type"]}").ToArray();
        names.ShouldBeUnique();
        foreach (var name in new[] { "asr/moonshine", "asr/openai", "llm/openai", "llm/built-in", "tts/espeak", "tts/flite", "tts/openai", "mcp/built-in" })
            names.ShouldContain(name);
        var model = types[Array.IndexOf(names, "llm/openai")];
        Option(model, "url")["required"]!.GetValue<bool>().ShouldBeTrue();
        Option(model, "key")["secret"]!.GetValue<bool>().ShouldBeTrue();
        var temperature = Option(model, "temperature");
        (temperature["kind"]!.GetValue<string>(), temperature["min"]!.GetValue<double>(), temperature["max"]!.GetValue<double>()).ShouldBe(("number", 0, 2));
        types[0]["options"]!.AsArray().ShouldBeEmpty();
        types[0]["local"]!.GetValue<bool>().ShouldBeTrue();
        types[Array.IndexOf(names, "asr/moonshine")]["languages"]!.ToJsonString().ShouldBe("""["en"]""");
        types[Array.IndexOf(names, "tts/espeak")]["languages"].ShouldBeNull();
    }

    private static JsonObject Option(JsonObject type, string name) =>
        type["options"]!.AsArray().Single(option => option!["name"]!.GetValue<string>() == name)!.AsObject();
}
