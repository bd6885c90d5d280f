using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using VoiceBus.AspNetCore;
using VoiceBus.Management.Configuration;
using VoiceBus.Server.Tests.Configuration;

namespace VoiceBus.Server.Tests.Composition;

/// <summary>What <c>VOICEBUS_ASR…</c>, <c>_LLM…</c> and <c>_TTS…</c> stand for.</summary>
public sealed class InitialProvidersTests
{
    private const string Url = "http://speech.test/v1";

    [Fact]
    public void A_bare_address_means_the_type_that_says_so_and_the_built_in_ones_stand_behind_it()
    {
        var document = Document(("Asr:Url", Url), ("Asr:Model", "ears"), ("Asr:Key", "k-1"), ("Tts:Url", Url), ("Tts:Model", "mouth"), ("Tts:Voice", "alto"));

        Names(document.Services.Asr).ShouldBe("openai 100, moonshine 0");
        Names(document.Services.Tts).ShouldBe("openai 100, espeak 0, flite 0");
        var (ears, mouth) = (document.Services.Asr.Providers[0], document.Services.Tts.Providers[0]);
        (ears.Option("url"), ears.Option("model"), ears.Option("key")).ShouldBe((Url, "ears", "k-1"));
        (mouth.Option("model"), mouth.Option("voice")).ShouldBe(("mouth", "alto"));
    }

    [Theory]
    [InlineData("Asr", "false", "openai 100")]
    [InlineData("Llm", null, "openai 100")]
    [InlineData("Llm", "true", "openai 100, assistant 0")]
    public void Who_stands_behind_it_can_be_said(string service, string? fallback, string names)
    {
        (string, string?)[] given = [($"{service}:Providers:0", "openai"), ($"{service}:Url", Url), ($"{service}:Model", "m"), ($"{service}:Fallback", fallback)];
        var services = Document(given).Services;

        Names(service == "Asr" ? services.Asr : services.Llm).ShouldBe(names);
    }

    [Fact]
    public void A_built_in_voice_is_the_only_one_when_it_is_named() =>
        Names(Document(("Tts:Providers:0", "flite")).Services.Tts).ShouldBe("flite 100");

    [Fact]
    public void The_rest_of_its_options_come_from_its_own_section()
    {
        var document = Document(("Asr:Url", Url), ("Asr:Model", "m"), ("Providers:openai:Language", "zh"), ("Providers:openai:Model", "less"));

        var ears = document.Services.Asr.Providers[0];
        (ears.Option("language"), ears.Option("model")).ShouldBe(("zh", "m"), "what is said of the service goes before");
    }

    [Theory]
    [InlineData("Asr:Providers:0", "parrot", "services.asr.providers[0].type must be one of: moonshine, openai")]
    [InlineData("Asr:Voice", "alto", "services.asr.providers[0].options.voice is not known")]
    public void What_there_is_not_is_refused_by_its_name(string setting, string value, string problem) =>
        Should.Throw<InvalidOperationException>(() => Document(("Asr:Url", Url), ("Asr:Model", "m"), (setting, value))).Message.ShouldContain(problem);

    [Fact]
    public void A_given_recogniser_is_asked_before_the_kept_ones_until_somebody_changes_that()
    {
        (string, string?)[] given = [("Asr:Url", Url), ("Asr:Model", "m"), ("Asr:Key", "k-1")];
        var (configuration, initial) = (Configuration(given), Document(given));
        var overrides = new StartupOverrides(configuration, BuiltInTypes.Catalog);
        var kept = overrides.Overrule(Documents.Plain, initial, isShared: false);

        var providers = kept["services"]!["asr"]!["providers"]!.AsArray();
        providers.Select(static provider => provider!["name"]!.GetValue<string>()).ShouldBe(["openai", "moonshine"]);
        overrides.Release([new FieldChange("services.asr.providers[openai].options.key", null, null)]);
        providers[0]!["options"]!["key"] = "k-2";
        var again = overrides.Overrule(Read(kept, initial), initial, isShared: false);
        again["services"]!["asr"]!["providers"]![0]!["options"]!["key"]!.GetValue<string>().ShouldBe("k-2");
    }

    [Fact]
    public void A_secret_may_lie_where_the_vendors_users_keep_it_and_what_is_given_goes_before()
    {
        var type = new ProviderDescriptor<object, VariableOptions>(ServiceType.Asr, "cloud", static (_, _, _, _) => Task.FromResult(new object()));
        Environment.SetEnvironmentVariable(VariableOptions.Variable, "of-the-environment");
        try
        {
            ((VariableOptions)ProviderOptionsReader.Read(type, null)).Key.ShouldBe("of-the-environment");
            ((VariableOptions)ProviderOptionsReader.Read(type, new JsonObject { ["key"] = "given" })).Key.ShouldBe("given");
        }
        finally
        {
            Environment.SetEnvironmentVariable(VariableOptions.Variable, null);
        }

        Should.Throw<InvalidOperationException>(() => ProviderOptionsReader.Read(type, null)).Message.ShouldContain("options.key must be a text");
    }

    [Fact]
    public void An_option_is_not_given_twice()
    {
        var findings = new Findings();
        Documents.Patch(Documents.Plain, """{"services":{"llm":{"providers":[{"name":"x","type":"openai","url":"http://x/","options":{"url":"http://y/"}}]}}}""", findings).ShouldBeNull();
        findings.ToErrors()["services.llm.providers[0].url"].ShouldBe(["must not be given beside options.url"]);
    }

    private static GatewayConfiguration Read(JsonObject document, GatewayConfiguration initial) =>
        new DocumentReader(initial, BuiltInTypes.Catalog).Read(document, before: null, version: 2, new Findings()).ShouldNotBeNull();

    private static string Names(ServiceSettings service) => string.Join(", ", service.Providers.Select(static provider => $"{provider.Name} {provider.Weight}"));

    private static GatewayConfiguration Document(params (string Setting, string? Value)[] given)
    {
        var configuration = Configuration(given);
        return InitialDocument.From(configuration.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>()!, BuiltInTypes.Catalog, configuration);
    }

    private static IConfigurationRoot Configuration((string Setting, string? Value)[] given) => new ConfigurationBuilder()
        .AddInMemoryCollection(given.Where(static one => one.Value is not null).Select(static one => KeyValuePair.Create($"{VoiceBusOptions.Section}:{one.Setting}", one.Value))).Build();

    private sealed record VariableOptions
    {
        public const string Variable = "VOICEBUS_TESTS_CLOUD_API_KEY";

        [Required, Secret(Variable = Variable)]
        public string? Key { get; init; }
    }
}
