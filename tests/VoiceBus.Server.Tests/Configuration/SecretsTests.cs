using System.Text.Json.Nodes;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class SecretsTests
{
    [Fact]
    public void A_key_is_never_shown()
    {
        var shown = new Secrets(BuiltInTypes.Catalog).Masked(Documents.WithModel);

        shown.ToJsonString().ShouldNotContain(Documents.Key);
        shown["services"]!["llm"]!["providers"]![0]!["options"]!["key"]!.GetValue<string>().ShouldBe("***");
        Documents.WithModel.ToString().ShouldNotContain(Documents.Key);
        Documents.WithModel.Services.Llm.Providers[0].ToString().ShouldBe("ProviderSettings { openai (openai) }");
    }

    [Theory]
    [InlineData("\"***\"", Documents.Key)]
    [InlineData(null, Documents.Key)]
    [InlineData("\"new-key\"", "new-key")]
    [InlineData("null", null)]
    public void What_was_shown_comes_back_as_it_was_and_only_a_word_changes_it(string? given, string? expected) =>
        Patched(Documents.WithModel, given, "http://models.test:1234/v2").Option("key").ShouldBe(expected);

    [Theory]
    [InlineData("\"***\"")]
    [InlineData(null)]
    public void A_key_does_not_follow_its_provider_to_another_server(string? given)
    {
        foreach (var url in new[] { "http://elsewhere.test:1234/v1", "http://models.test:1235/v1", "https://models.test:1234/v1" })
        {
            var findings = new Findings();
            Documents.Patch(Documents.WithModel, PatchOf(given, url), findings).ShouldBeNull();
            findings.ToErrors()["services.llm.providers[0].options.key"]
                .ShouldBe(["must be given again (or null) when the url leads to another server"]);
        }
        Patched(Documents.WithModel, "\"theirs\"", "http://elsewhere.test/v1").Option("key").ShouldBe("theirs");
    }

    [Fact]
    public void A_mask_for_a_key_that_never_was_is_a_mistake()
    {
        var without = Documents.Patched(Documents.WithModel, PatchOf("null", "http://models.test:1234/v1"));
        var findings = new Findings();

        Documents.Patch(without, PatchOf("\"***\"", "http://models.test:1234/v1"), findings).ShouldBeNull();

        findings.ToErrors()["services.llm.providers[0].options.key"].ShouldBe(["must be a key: '***' stands for one kept before, and there is none"]);
    }

    [Fact]
    public void A_document_shown_and_put_back_is_the_same_document()
    {
        var findings = new Findings();
        var back = new DocumentReader(Documents.Plain, BuiltInTypes.Catalog).Read(new Secrets(BuiltInTypes.Catalog).Masked(Documents.WithModel), Documents.WithModel, 1, findings);

        findings.IsEmpty.ShouldBeTrue(findings.ToString());
        DocumentDiff.Between(Documents.WithModel, back!, BuiltInTypes.Catalog).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("services.asr.providers[cloud].options.key")]
    [InlineData("services.tts.providers[cloud].app_secret")]
    [InlineData("services.mcp.providers[a.b].anything_new")]
    public void Whatever_is_not_known_to_be_harmless_is_masked_in_every_service(string path)
    {
        new Secrets(BuiltInTypes.Catalog).Shown(JsonValue.Create("s3cret"), path)!.ToJsonString().ShouldBe("\"***\"");
        var provider = new JsonObject { ["name"] = "cloud", ["type"] = "new", ["options"] = new JsonObject { ["key"] = "s3cret" }, [path[(path.LastIndexOf('.') + 1)..]] = "s3cret" };
        var shown = new Secrets(BuiltInTypes.Catalog).Shown(provider, path[..(path.LastIndexOf(']') + 1)])!.AsObject();
        shown.ToJsonString().ShouldNotContain("s3cret");
        shown["name"]!.GetValue<string>().ShouldBe("cloud");
        provider.ToJsonString().ShouldContain("s3cret", Case.Sensitive, "the document itself is not changed");
    }

    [Theory]
    [InlineData("turn.prompt")]
    [InlineData("services.llm.providers[big].options.model")]
    [InlineData("services.llm.providers[big].pool.max_size")]
    public void What_is_harmless_is_shown(string path) => new Secrets(BuiltInTypes.Catalog).Shown(JsonValue.Create("plain"), path)!.GetValue<string>().ShouldBe("plain");

    [Fact]
    public void A_key_in_an_address_is_masked_and_kept_when_the_mask_comes_back()
    {
        var document = Documents.Patched(Documents.WithModel, PatchOf("\"***\"", "http://models.test:1234/v1?api-version=7&key=s3cret"));
        var shown = new Secrets(BuiltInTypes.Catalog).Masked(document);
        var text = shown["services"]!["llm"]!["providers"]![0]!["options"]!["url"]!.GetValue<string>();

        text.ShouldBe("http://models.test:1234/v1?api-version=***&key=***");
        Documents.Patched(document, PatchOf(null, text)).Services.Llm.Providers[0].Option("url").ShouldBe(document.Services.Llm.Providers[0].Option("url"));
        var changes = string.Join("; ", DocumentDiff.Between(Documents.WithModel, document, BuiltInTypes.Catalog));
        changes.ShouldContain("api-version=***");
        changes.ShouldNotContain("s3cret");
        foreach (var elsewhere in new[] { "http://evil.test/v1?key=***", "http://models.test:1234/v1?other=***" })
        {
            var findings = new Findings();
            Documents.Patch(document, PatchOf("\"given\"", elsewhere), findings).ShouldBeNull();
            findings.ToErrors().Keys.ShouldBe(["services.llm.providers[0].options.url"]);
        }
    }

    [Fact]
    public void Texts_of_an_extra_body_are_masked_and_kept_but_for_choices()
    {
        const string Extra = """{"think":false,"effort":"low","app":{"id":7,"tokens":["a-secret"]}}""";
        var document = Documents.Patched(Documents.WithModel, WithExtra(Extra, "http://models.test:1234/v1"));
        var shown = new Secrets(BuiltInTypes.Catalog).Masked(document)["services"]!["llm"]!["providers"]![0]!["options"]!["extra_body"]!.ToJsonString();

        shown.ShouldBe("""{"think":false,"effort":"low","app":{"id":7,"tokens":["***"]}}""");
        Documents.Patched(document, WithExtra(shown, "http://models.test:1234/v1")).Services.Llm.Providers[0].Option("extra_body").ShouldBe(Extra);
        var findings = new Findings();
        Documents.Patch(document, WithExtra(shown, "http://evil.test/v1"), findings).ShouldBeNull();
        findings.ToErrors().Keys.ShouldContain("services.llm.providers[0].options.extra_body");

        static string WithExtra(string extra, string url)
        {
            var patch = JsonNode.Parse(PatchOf("\"given\"", url))!;
            patch["services"]!["llm"]!["providers"]![0]!["extra_body"] = JsonNode.Parse(extra);
            return patch.ToJsonString();
        }
    }

    [Fact]
    public void A_history_that_was_kept_before_is_masked_when_it_is_shown()
    {
        var kept = new ChangeRecord(2, default, "somebody", [new FieldChange(
            "services.llm.providers[big].options.url", null, System.Text.Json.JsonElement.Parse("\"http://models.test/v1?key=s3cret\""))]);

        var former = kept with { Changes = [kept.Changes[0] with { Path = "services.llm.providers[big].url" }, kept.Changes[0] with { Path = "services.llm.providers[big].password" }] };
        new Secrets(BuiltInTypes.Catalog).Masked(former).Changes.Select(static change => change.ToString()).ShouldBe(
            ["services.llm.providers[big].url: null -> \"http://models.test/v1?key=***\"", "services.llm.providers[big].password: null -> \"***\""]);
        new Secrets(BuiltInTypes.Catalog).Masked(kept).Changes[0].ToString().ShouldBe("services.llm.providers[big].options.url: null -> \"http://models.test/v1?key=***\"");
    }

    private static ProviderSettings Patched(GatewayConfiguration document, string? key, string url) =>
        Documents.Patched(document, PatchOf(key, url)).Services.Llm.Providers.ShouldHaveSingleItem();

    private static string PatchOf(string? key, string url)
    {
        var provider = new JsonObject { ["name"] = "openai", ["type"] = "openai", ["url"] = url };
        if (key is not null)
            provider["key"] = JsonNode.Parse(key);
        return new JsonObject { ["services"] = new JsonObject { ["llm"] = new JsonObject { ["providers"] = new JsonArray(provider) } } }.ToJsonString();
    }
}
