using Microsoft.Extensions.Configuration;
using VoiceBus.AspNetCore;
using VoiceBus.Management.Configuration;
using VoiceBus.Server.Tests.Configuration;

namespace VoiceBus.Server.Tests.Composition;

public sealed class StartupOverridesTests
{
    private static readonly GatewayConfiguration _kept = Documents.Patched(Documents.WithModel,
        """{"turn":{"prompt":"Be brief.","voice":"low","max_history":3},"services":{"llm":{"deadlines":{"whole_ms":9000,"first_reply_ms":8000}}}}""");

    [Fact]
    public void Nothing_given_leaves_the_kept_document() => Changes(_kept).ShouldBe("");

    [Fact]
    public void What_is_given_overrules_and_the_rest_stays() =>
        Changes(_kept, ("Conversation:Persona:Voice", "high"), ("Conversation:Listening:EndSilence", "00:00:00.5"), ("LogText", "true")).ShouldBe(
            "turn.end_silence_ms: 400 -> 500; turn.voice: \"low\" -> \"high\"; monitoring.log_text: false -> true");

    [Fact]
    public void A_given_model_address_changes_the_kept_model_and_no_more() =>
        Changes(_kept, ("Llm:Url", "http://new.test/v1"), ("Llm:Temperature", "0.3"), ("Llm:ExtraBody", """{"a":1}""")).ShouldBe(
            "services.llm.providers[openai].options.extra_body: {\"think\":false} -> {\"a\":1}; "
            + "services.llm.providers[openai].options.temperature: 0.7 -> 0.3; "
            + "services.llm.providers[openai].options.url: \"http://models.test:1234/v1\" -> \"http://new.test/v1\"");

    [Fact]
    public void A_key_alone_changes_the_key_of_the_kept_address() =>
        Changes(_kept, ("Llm:Key", "sk-new")).ShouldBe("services.llm.providers[openai].options.key: \"***\" -> \"***\"");

    [Fact]
    public void A_given_model_address_makes_the_model_primary_where_none_was()
    {
        var document = Overruled(Documents.Plain, ("Llm:Url", "http://new.test/v1"));

        document.Services.Llm.Providers.Select(provider => (provider.Name, provider.Weight)).ShouldBe([("openai", 100), ("assistant", 0)]);
    }

    [Theory]
    [InlineData("true", "openai assistant")]
    [InlineData("false", "openai")]
    [InlineData(null, "openai assistant")]
    public void A_given_fallback_adds_or_removes_the_assistant(string? given, string providers)
    {
        var kept = Documents.Patched(Documents.Plain,
            """{"services":{"llm":{"providers":[{"name":"openai","type":"openai","url":"http://m.test/v1"},{"name":"assistant","type":"built-in"}]}}}""");

        (string, string)[] settings = given is null ? [] : [("Llm:Fallback", given)];

        string.Join(' ', Overruled(kept, settings).Services.Llm.Providers.Select(provider => provider.Name)).ShouldBe(providers);
    }

    [Fact]
    public void The_assistant_stays_where_it_is_the_only_model() =>
        Overruled(Documents.Plain, ("Llm:Fallback", "false")).Services.Llm.Providers.ShouldHaveSingleItem().Name.ShouldBe("assistant");

    [Fact]
    public void Given_voices_are_the_voices_with_their_kept_settings()
    {
        var kept = Documents.Patched(Documents.Plain,
            """{"services":{"tts":{"providers":[{"name":"espeak","type":"espeak"},{"name":"flite","type":"flite","enabled":false,"pool":{"max_size":9}}]}}}""");

        var voice = Overruled(kept, ("Tts:Providers:0", "flite")).Services.Tts.Providers.ShouldHaveSingleItem();

        (voice.Name, voice.Enabled, voice.Pool.MaxSize).ShouldBe(("flite", true, 9));
    }

    private static string Changes(GatewayConfiguration kept, params (string Setting, string Value)[] given) =>
        string.Join("; ", DocumentDiff.Between(kept, Overruled(kept, given), BuiltInTypes.Catalog));

    private static GatewayConfiguration Overruled(GatewayConfiguration kept, params (string Setting, string Value)[] given)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(given.Select(entry => KeyValuePair.Create($"VoiceBus:{entry.Setting}", (string?)entry.Value))).Build();
        var options = configuration.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>() ?? new VoiceBusOptions();
        var initial = InitialDocument.From(options, BuiltInTypes.Catalog, configuration);
        var findings = new Findings();
        return new DocumentReader(initial, BuiltInTypes.Catalog).Read(new StartupOverrides(configuration, BuiltInTypes.Catalog).Overrule(kept, initial, isShared: false), null, kept.Version, findings)
            ?? throw new InvalidOperationException(findings.ToString());
    }
}
