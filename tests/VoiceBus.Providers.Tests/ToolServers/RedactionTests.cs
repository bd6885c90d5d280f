using VoiceBus.Providers.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;

namespace VoiceBus.Providers.Tests.ToolServers;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("connecting to http://tools.test/mcp?api-version=seven&key=s3cret%2Fkey failed")]
    [InlineData("the key s3cret/key is wrong")]
    [InlineData("the key s3cret%2Fkey is wrong")]
    [InlineData("no user operator")]
    [InlineData("no password pa55word")]
    [InlineData("header-token was refused")]
    public void What_an_address_or_a_header_carries_is_told_nowhere(string said)
    {
        var redaction = new Redaction(new ToolServerSettings
        {
            Name = "tools",
            Url = new Uri("http://operator:pa55word@tools.test/mcp?api-version=seven&key=s3cret%2Fkey"),
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer header-token" },
        });

        redaction.Apply(said).ShouldContain("***");
        foreach (var secret in new[] { "s3cret", "pa55word", "operator", "header-token" })
            redaction.Apply(said).ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("started with sk-one", true)]
    [InlineData("started with sk-two", true)]
    [InlineData("serving /srv/notes", false)]
    public void Arguments_are_told_but_for_those_of_options_for_secrets(string said, bool masked) =>
        new Redaction(new ToolServerSettings { Name = "files", Command = "files", Arguments = ["--api-key", "sk-one", "--token=sk-two", "/srv/notes"] })
            .Apply(said).Contains("***", StringComparison.Ordinal).ShouldBe(masked);
}
