using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.EndToEnd.Tests.Samples;
using VoiceBus.Management.Configuration;
using VoiceBus.Server;

namespace VoiceBus.EndToEnd.Tests.Documents;

/// <summary>What the pages of providers show to be copied can be copied.</summary>
public sealed partial class ProviderPagesTests
{
    [Fact]
    public async Task Every_example_is_an_entry_that_its_type_takes_and_every_page_has_one()
    {
        await using var app = VoiceBusServer.Build(["--urls", "http://127.0.0.1:0"]);
        var catalog = app.Services.GetRequiredService<ProviderCatalog>();
        var pages = Directory.GetFiles(Path.Combine(SampleProcess.Root, "docs/providers"), "*.md");
        pages.ShouldNotBeEmpty();
        foreach (var page in pages)
        {
            var examples = Entries(await File.ReadAllTextAsync(page)).ToArray();
            examples.ShouldNotBeEmpty($"{Path.GetFileName(page)} has no entry to copy");
            foreach (var example in examples)
                Problems(catalog, example).ShouldContain("", $"{Path.GetFileName(page)}: {example}");
        }
    }

    // The same type may exist in several services: one of them must take it.
    private static IEnumerable<string> Problems(ProviderCatalog catalog, JsonObject example)
    {
        foreach (var service in Enum.GetValues<ServiceType>())
        {
            if (catalog.Find(service, example["type"]!.GetValue<string>()) is not { } descriptor)
                continue;
            var findings = new Findings();
            ProviderOptionsReader.Read(descriptor, example["options"]?.DeepClone(), "options", findings);
            yield return findings.IsEmpty ? "" : $"{findings}";
        }
    }

    // Fenced or indented, on one line or on several.
    private static IEnumerable<JsonObject> Entries(string page) => Starts().Matches(page).Select(start => First(page[start.Groups[1].Index..]));

    private static JsonObject First(string text)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        return JsonNode.Parse(ref json)!.AsObject();
    }

    [GeneratedRegex("""^\s*(\{"name": )""", RegexOptions.Multiline)]
    private static partial Regex Starts();
}
