using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Vendors;

/// <summary>A key is used and never seen, not even where a vendor quotes it and user text is switched on.</summary>
public sealed class KeyTests : IDisposable
{
    private const string Key = "sk-very-secret-4711";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly TemporaryFolder _folder = new();
    private readonly KeptLog _log = new();

    public void Dispose()
    {
        _deadline.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(200)]
    public async Task A_vendor_that_quotes_the_key_tells_it_to_nobody(int status)
    {
        await using var vendor = await FakeOpenAiServer.StartAsync(VendorReply.Status(
            status, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}. Header was 'Bearer {{{Key}}}'","type":"{{{Key}}}","code":"bad_key"}}"""));
        await using var server = await RunningServer.StartAsync(
            services =>
            {
                ScriptedServer.WithoutProbes(services);
                services.AddLogging(logging => logging.AddProvider(_log));
            },
            $"--VoiceBus:Llm:Url={vendor.Url}", $"--VoiceBus:Llm:Key={Key}", "--VoiceBus:Llm:Model=m",
            "--VoiceBus:LogText", "true", "--VoiceBus:Data", _folder.Path);
        using var client = new OperatorClient(server);
        await using var device = await server.ConnectAsync(_deadline.Token);

        await device.TypeAsync("hello", _deadline.Token);
        await Testing.Providers.Eventually.TrueAsync(() => _log.All.Contains("TurnEnded", StringComparison.Ordinal));
        var seen = _log.All;
        foreach (var path in new[]
        {
            "/api/turns", "/api/event-bus/status", "/api/services/health", "/api/sessions", "/metrics", "/openapi/v1.json",
            "/api/config/decoupling", "/api/config/decoupling/history",
        })
            seen += await client.Http.GetStringAsync(new Uri(path, UriKind.Relative), _deadline.Token);

        vendor.Requests[0].Authorization.ShouldBe($"Bearer {Key}");
        seen.ShouldContain("bad_key");
        seen.ShouldContain("Incorrect API key provided: ***");
        seen.ShouldNotContain(Key);
    }
}
