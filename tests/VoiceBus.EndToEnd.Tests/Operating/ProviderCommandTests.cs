using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary><c>./voicebus provider</c> against a server.</summary>
public sealed class ProviderCommandTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Providers_are_listed_with_the_types_there_are_and_the_API_describes_them()
    {
        await using var server = await RunningServer.StartAsync();
        var (code, output, error) = await RunAsync(server, "list");
        (code, error).ShouldBe((0, ""));
        output.ShouldContain("tts  espeak");
        output.ShouldContain("llm  type openai");
        output.ShouldContain("url*, model, key");

        using var client = new OperatorClient(server);
        var described = (await client.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas").GetProperty("ProviderSettings")
            .GetProperty("properties").GetProperty("options").GetProperty("anyOf").EnumerateArray()
            .Single(static one => one.GetProperty("title").GetString() == "llm/openai");
        described.GetProperty("required").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["url"]);
        described.GetProperty("properties").GetProperty("key").GetProperty("writeOnly").GetBoolean().ShouldBeTrue();
        described.GetProperty("properties").GetProperty("temperature").GetProperty("maximum").GetDouble().ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_is_tried_for_real_and_one_there_is_not_is_answered_by_those_there_are()
    {
        await using var server = await RunningServer.StartAsync();
        var (code, output, _) = await RunAsync(server, "test", "tts/flite");
        code.ShouldBe(0, output);
        output.ShouldMatch(@"tts/flite: works, \d+ ms; \d+ ms waited for an instance; \d+ ms to the first reply");

        var (failed, _, error) = await RunAsync(server, "test", "nobody");
        failed.ShouldBe(1);
        error.ShouldContain("There is no provider 'nobody'; there are: asr/moonshine");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RunningServer server, params string[] args)
    {
        using var deadline = new CancellationTokenSource(_limit);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await DeviceCommandLine.RunAsync(["provider", .. args, "--url", $"{server.Http}"], output, error, TimeProvider.System, deadline.Token);
        return (code, output.ToString(), error.ToString());
    }
}
