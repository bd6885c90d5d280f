using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>What users say, and what vendors quote of it, appears only while the live configuration says so.</summary>
public sealed class UserTextTests : IDisposable
{
    private const string Secret = "plumtree";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");
    private readonly KeptLog _log = new();

    public void Dispose()
    {
        _deadline.Dispose();
        _log.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_is_switched_on_and_off_live_in_log_timelines_and_figures()
    {
        await using var scripted = await ScriptedServer.StartAsync(
            replace: services => services.AddLogging(logging => logging.AddProvider(_log)), args: ["--VoiceBus:Data", _folder]);
        using var client = new OperatorClient(scripted.Server);
        scripted.Llm.FailBeforeReply = new FormatException($"cannot read '{Secret}'");
        await using var device = await scripted.Server.ConnectAsync(_deadline.Token);

        (await FailAsync(device, client, 1)).ShouldNotContain(Secret);
        _log.All.ShouldContain("FormatException", Case.Sensitive, "what failed is always told");
        _log.All.ShouldNotContain(Secret);

        await ShowTextAsync(client, true);
        (await FailAsync(device, client, 2)).ShouldContain(Secret);
        _log.All.ShouldContain($"cannot read '{Secret}'");
        _log.All.ShouldContain($"Text=I keep a {Secret}");

        await ShowTextAsync(client, false);
        var before = _log.All.Length;
        (await FailAsync(device, client, 3)).ShouldNotContain(Secret);
        _log.All[before..].ShouldNotContain(Secret);
    }

    /// <summary>Has a turn fail; returns all that an operator can read.</summary>
    private async Task<string> FailAsync(DeviceClient device, OperatorClient client, int turns)
    {
        await device.TypeAsync($"I keep a {Secret}.", _deadline.Token);
        var all = await Eventually.GetAsync(
            () => client.Http.GetStringAsync(new Uri("/api/turns", UriKind.Relative), _deadline.Token),
            shown => shown.Split("\"failed\"").Length > turns);
        foreach (var path in new[] { "/api/event-bus/status", "/api/services/health", "/api/sessions", "/metrics" })
            all += await client.Http.GetStringAsync(new Uri(path, UriKind.Relative), _deadline.Token);
        all.ShouldContain("FormatException");
        return all;
    }

    private async Task ShowTextAsync(OperatorClient client, bool shown)
    {
        using var patch = new StringContent(
            $$$"""{"monitoring":{"log_text":{{{(shown ? "true" : "false")}}} } }""", Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
        (await client.Http.PatchAsync(new Uri("/api/config/decoupling", UriKind.Relative), patch, _deadline.Token)).EnsureSuccessStatusCode();
    }
}
