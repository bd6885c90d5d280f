using VoiceBus.EndToEnd.Tests.Samples;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Documents;

/// <summary>Every setting that exists is in a document, as it is.</summary>
public sealed class ConfigurationPageTests
{
    [Fact]
    public async Task The_page_says_what_the_code_says()
    {
        await using var server = await RunningServer.StartAsync();
        var page = ConfigurationPage.Write(server.Services);
        var path = Path.Combine(SampleProcess.Root, "docs/configuration.md");
        if (Environment.GetEnvironmentVariable("VOICEBUS_WRITE_DOCS") is { Length: > 0 })
            await File.WriteAllTextAsync(path, page);

        (await File.ReadAllTextAsync(path)).ShouldBe(page, "VOICEBUS_WRITE_DOCS=1 ./voicebus test writes it anew");
    }
}
