using System.Text.Json;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class DocumentDiffTests
{
    private const string Two = """{"name":"two","type":"openai","url":"http://two.test/v1","key":"sk-two-9"}""";
    private const string Assistant = """{"name":"assistant","type":"built-in"}""";

    [Theory]
    [InlineData("""{"turn":{"max_history":7}}""", "turn.max_history: 40 -> 7")]
    [InlineData("""{"turn":{"voice":"low"}}""", "turn.voice: null -> \"low\"")]
    [InlineData("""{"services":{"asr":{"enabled":false}}}""", "services.asr.enabled: true -> false")]
    [InlineData("""{"tools":{"allow":["set_timer"]}}""", "tools.allow: [\"*\"] -> [\"set_timer\"]")]
    [InlineData("""{"tools":{"allow":[]}}""", "tools.allow: [\"*\"] -> []")]
    [InlineData("""{"turn":{}}""", "")]
    [InlineData("""{"services":{"llm":{"providers":[""" + Model + """,{"name":"assistant","type":"built-in","weight":5}]}}}""", "services.llm.providers[assistant].weight: 0 -> 5")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"assistant","type":"built-in"},""" + Model + "]}}}", "services.llm.providers: [\"openai\",\"assistant\"] -> [\"assistant\",\"openai\"]")]
    public void A_change_is_told_with_before_and_after(string patch, string expected) => Told(patch).ShouldBe(expected);

    [Fact]
    public void A_key_is_told_to_have_changed_but_not_what_it_is()
    {
        var other = Model.Replace("\"***\"", "\"sk-other\"", StringComparison.Ordinal);
        Told($$$"""{"services":{"llm":{"providers":[{{{other}}} ,{{{Assistant}}}] } } }""")
            .ShouldBe("services.llm.providers[openai].options.key: \"***\" -> \"***\"");
        var told = Told($$$"""{"services":{"llm":{"providers":[{{{Two}}},{{{Assistant}}}] } } }""");
        told.ShouldContain("services.llm.providers[two]: null -> {\"name\":\"two\"");
        told.ShouldContain("services.llm.providers[openai]: {\"name\":\"openai\"");
        told.ShouldNotContain("sk-");
    }

    private const string Model =
        """{"name":"openai","type":"openai","url":"http://models.test:1234/v1","model":"small","temperature":0.7,"key":"***","weight":100,"extra_body":{"think":false}}""";

    [Fact]
    public void Options_that_a_type_does_not_know_are_never_shown()
    {
        DocumentDiff.Between(With("""{"words":["s3cret"]}"""), With("""{"words":["another"]}"""), BuiltInTypes.Catalog).ShouldHaveSingleItem().ToString()
            .ShouldBe("services.asr.providers[moonshine].options.words: \"***\" -> \"***\"");

        static GatewayConfiguration With(string options)
        {
            var asr = Documents.Plain.Services.Asr;
            return Documents.Plain with
            {
                Services = Documents.Plain.Services with { Asr = asr with { Providers = [asr.Providers[0] with { Options = JsonElement.Parse(options) }] } },
            };
        }
    }

    private static string Told(string patch) => string.Join(
        "; ", DocumentDiff.Between(Documents.WithModel, Documents.Patched(Documents.WithModel, patch), BuiltInTypes.Catalog));
}
