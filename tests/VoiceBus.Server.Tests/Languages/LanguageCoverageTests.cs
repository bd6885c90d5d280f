using VoiceBus.Core.Memory;
using VoiceBus.Management.Configuration;
using VoiceBus.Management.Languages;
using VoiceBus.Server.Tests.Configuration;

namespace VoiceBus.Server.Tests.Languages;

/// <summary>What nobody of a configuration understands or speaks.</summary>
public sealed class LanguageCoverageTests
{
    private const string Any = """{"name":"any","type":"openai","enabled":true,"weight":0,"pool":{"min_size":0,"max_size":1,"idle_timeout_ms":60000,"max_age_ms":600000,"lease_timeout_ms":60000},"options":{"url":"http://127.0.0.1:9/v1","model":"m"}}""";

    [Fact]
    public void A_language_only_some_type_could_understand_is_named_with_those_types()
    {
        var gap = Of(Documents.Plain, Speaking("tutor", "zh-CN")).Gaps.ShouldHaveSingleItem();

        (gap.Service, gap.Language).ShouldBe((ServiceType.Asr, "zh"));
        gap.Personas.ShouldBe(["tutor"]);
        gap.Add.ShouldBe(["openai"]);
        gap.Sentence.ShouldBe("nobody here understands Chinese (persona tutor): add a recogniser, such as openai (VOICEBUS_ASR=<type>, or in the console's settings); see docs/providers.md");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("en-GB")]
    [InlineData("EN_us")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_understood_or_not_said_is_no_gap(string? language) => Of(Documents.Plain, Speaking("tutor", language)).Gaps.ShouldBeEmpty();

    [Theory]
    [InlineData("cmn-Hans", "zh")]
    [InlineData("zh_TW", "zh")]
    [InlineData("YUE", "yue")]
    [InlineData("und", null)]
    public void A_tag_is_the_language_it_begins_with(string tag, string? primary) => LanguageTag.Primary(tag).ShouldBe(primary);

    [Fact]
    public void The_configurations_own_language_counts_and_personas_of_one_language_are_told_together()
    {
        var document = Documents.Patched(Documents.Plain, """{"turn":{"language":"de-AT"}}""");
        var gaps = Of(document, Speaking("a", "zh"), Speaking("b", "de"), Speaking("c", "xx")).Gaps;

        gaps.Select(static gap => gap.Language).ShouldBe(["de", "zh", "xx"]);
        gaps[0].Personas.ShouldBe(["default", "b"]);
        gaps[2].Sentence.ShouldStartWith("nobody here understands the language 'xx' (persona c)");
    }

    [Fact]
    public void A_provider_that_takes_any_language_closes_the_gap_only_while_it_is_in_use()
    {
        var pool = GatewayConfigurationJson.ToNode(Documents.Plain)!["services"]!["asr"]!["providers"]!.AsArray()[0]!.ToJsonString();
        var with = Documents.Patched(Documents.Plain, $$"""{"services":{"asr":{"providers":[{{pool}},{{Any}}] } } }""");
        var without = Documents.Patched(Documents.Plain, $$"""{"services":{"asr":{"providers":[{{pool}},{{Any.Replace("\"enabled\":true", "\"enabled\":false", StringComparison.Ordinal)}}] } } }""");

        var covered = Of(with, Speaking("tutor", "zh"));
        covered.Gaps.ShouldBeEmpty();
        covered.Services.Single(static service => service.Service == ServiceType.Asr).Languages.ShouldBeNull();
        var lacking = Of(without, Speaking("tutor", "zh"));
        lacking.Gaps.ShouldHaveSingleItem();
        lacking.Services.Single(static service => service.Service == ServiceType.Asr).Languages.ShouldBe(["en"]);
    }

    [Fact]
    public void A_voice_of_one_language_is_told_as_a_voice()
    {
        var document = GatewayConfigurationJson.ToNode(Documents.Plain);
        var voices = document!["services"]!["tts"]!["providers"]!.AsArray().Where(static one => one!["type"]!.GetValue<string>() == "flite").Select(static one => one!.ToJsonString());
        var gaps = Of(Documents.Patched(Documents.Plain, $$"""{"services":{"tts":{"providers":[{{string.Join(',', voices)}}] } } }"""), Speaking("tutor", "zh")).Gaps;

        var voice = gaps.Single(static gap => gap.Service == ServiceType.Tts);
        voice.Sentence.ShouldStartWith("nobody here speaks Chinese (persona tutor): add a voice, such as ");
        voice.Add.ShouldContain("espeak");
        voice.Add.ShouldNotContain("flite");
    }

    [Fact]
    public void A_service_that_is_switched_off_is_no_question_of_languages() => Of(
        Documents.Patched(Documents.Plain, """{"services":{"asr":{"enabled":false}}}"""), Speaking("tutor", "zh")).Gaps.ShouldBeEmpty();

    [Fact]
    public void Types_that_name_the_language_are_proposed_before_those_that_may_have_it()
    {
        var catalog = new ProviderCatalog([.. Enum.GetValues<ServiceType>().SelectMany(BuiltInTypes.Catalog.Of), Type("other", null), Type("chinese", "cmn"), Type("german", "de")]);
        LanguageCoverage.Of(Documents.Plain, [Speaking("tutor", "zh")], catalog).Gaps.ShouldHaveSingleItem().Add.ShouldBe(["chinese", "openai", "other"]);
    }

    [Fact]
    public void Where_no_type_could_it_says_how_to_write_one()
    {
        var catalog = new ProviderCatalog(Enum.GetValues<ServiceType>().SelectMany(BuiltInTypes.Catalog.Of).Where(static type => type.Service != ServiceType.Asr || type.Languages is not null));
        LanguageCoverage.Of(Documents.Plain, [Speaking("tutor", "zh")], catalog).Gaps.ShouldHaveSingleItem().Sentence.ShouldContain("docs/adding-a-provider.md");
    }

    private static ProviderDescriptor<ISpeechRecognizer, NoProviderOptions> Type(string type, string? language) => new(
        ServiceType.Asr, type, static (_, _, _, _) => throw new NotSupportedException())
    {
        Languages = language is null ? null : [language],
    };

    private static LanguageCoverage Of(GatewayConfiguration document, params Persona[] personas) => LanguageCoverage.Of(document, personas, BuiltInTypes.Catalog);

    private static Persona Speaking(string name, string? language) => new() { Name = name, Language = language };
}
