using System.Text.Json.Nodes;
using VoiceBus.Server.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class SecretsTests
{
    [Fact]
    public void A_key_is_never_shown()
    {
        var shown = Secrets.Masked(Documents.WithModel);

        shown.ToJsonString().ShouldNotContain(Documents.Key);
        shown["services"]!["llm"]!["providers"]![0]!["key"]!.GetValue<string>().ShouldBe("***");
        Documents.WithModel.ToString().ShouldNotContain(Documents.Key);
        Documents.WithModel.Services.Llm.Providers[0].ToString().ShouldBe("ProviderSettings { openai (openai) }");
    }

    [Theory]
    [InlineData("\"***\"", Documents.Key)]
    [InlineData(null, Documents.Key)]
    [InlineData("\"new-key\"", "new-key")]
    [InlineData("null", null)]
    public void What_was_shown_comes_back_as_it_was_and_only_a_word_changes_it(string? given, string? expected) =>
        Patched(Documents.WithModel, given, "http://models.test:1234/v2").Key.ShouldBe(expected);

    [Theory]
    [InlineData("\"***\"")]
    [InlineData(null)]
    public void A_key_does_not_follow_its_provider_to_another_server(string? given)
    {
        foreach (var url in new[] { "http://elsewhere.test:1234/v1", "http://models.test:1235/v1", "https://models.test:1234/v1" })
        {
            var findings = new Findings();
            Documents.Patch(Documents.WithModel, PatchOf(given, url), findings).ShouldBeNull();
            findings.ToErrors()["services.llm.providers[0].key"]
                .ShouldBe(["must be given again (or null) when the url leads to another server"]);
        }
        Patched(Documents.WithModel, "\"theirs\"", "http://elsewhere.test/v1").Key.ShouldBe("theirs");
    }

    [Fact]
    public void A_mask_for_a_key_that_never_was_is_a_mistake()
    {
        var without = Documents.Patched(Documents.WithModel, PatchOf("null", "http://models.test:1234/v1"));
        var findings = new Findings();

        Documents.Patch(without, PatchOf("\"***\"", "http://models.test:1234/v1"), findings).ShouldBeNull();

        findings.ToErrors()["services.llm.providers[0].key"].ShouldBe(["must be a key: '***' stands for one kept before, and there is none"]);
    }

    [Fact]
    public void A_document_shown_and_put_back_is_the_same_document()
    {
        var findings = new Findings();
        var back = new DocumentReader(Documents.Plain).Read(Secrets.Masked(Documents.WithModel), Documents.WithModel, 1, findings);

        findings.IsEmpty.ShouldBeTrue(findings.ToString());
        DocumentDiff.Between(Documents.WithModel, back!).ShouldBeEmpty();
    }

    private static ProviderSettings Patched(DecouplingDocument document, string? key, string url) =>
        Documents.Patched(document, PatchOf(key, url)).Services.Llm.Providers.ShouldHaveSingleItem();

    private static string PatchOf(string? key, string url)
    {
        var provider = new JsonObject { ["name"] = "openai", ["type"] = "openai", ["url"] = url };
        if (key is not null)
            provider["key"] = JsonNode.Parse(key);
        return new JsonObject { ["services"] = new JsonObject { ["llm"] = new JsonObject { ["providers"] = new JsonArray(provider) } } }.ToJsonString();
    }
}
