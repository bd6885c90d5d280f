using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Upgrades;

/// <summary>
/// A folder that an earlier state of the program wrote (<c>tests/kept-data</c>, named after its commit) opens, and everything in
/// it still counts: token, configuration with its key, devices, persona, history.
/// </summary>
public sealed class KeptDataTests : IDisposable
{
    private const string Key = "sk-old-secret-key-0123456789";
    private const string KeptUrl = "http://127.0.0.1:9/v1";
    private const string Kitchen = "02:00:00:00:00:02";

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Ct => _deadline.Token;

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "kept-data")).Select(static folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Devices_persona_and_history_are_there(string commit)
    {
        await using var server = await OpenAsync(commit);
        using var http = Client(server);

        var device = await JsonAsync(http, $"/api/devices/{Kitchen}");
        device.GetProperty("name").GetString().ShouldBe("Kitchen");
        device.GetProperty("persona").GetString().ShouldBe("pirate");
        device.GetProperty("board").GetString().ShouldBe("bread-compact-wifi");
        (await JsonAsync(http, "/api/devices/02:00:00:00:00:03")).GetProperty("board").GetString().ShouldBe("esp-box-3");
        var persona = await JsonAsync(http, "/api/personas/pirate");
        persona.GetProperty("prompt").GetString().ShouldBe("You are a pirate.");
        persona.GetProperty("greeting").GetString().ShouldBe("Ahoy!");
        var turns = (await JsonAsync(http, $"/api/devices/{Kitchen}/history")).GetProperty("turns").EnumerateArray().ToArray();
        turns.Select(static turn => turn.GetProperty("user").GetString()).ShouldBe(["What is twelve times seven?", "My name is Alice"]);
        turns[0].GetProperty("played").GetString().ShouldBe("12 times 7 is 84.");
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_configuration_counts_and_its_key_reaches_the_vendor_and_nobody_else(string commit)
    {
        await using var vendor = await FakeOpenAiServer.StartAsync(VendorReply.Words("Aye."));
        await using var server = await OpenAsync(commit, vendor.Url.ToString());
        using var http = Client(server);

        var text = await http.GetStringAsync(new Uri("/api/config/decoupling", UriKind.Relative), Ct);
        text.ShouldNotContain(Key);
        var document = JsonDocument.Parse(text).RootElement;
        document.GetProperty("turn").GetProperty("end_silence_ms").GetInt32().ShouldBe(410);
        var providers = document.GetProperty("services").GetProperty("llm").GetProperty("providers").EnumerateArray().ToArray();
        providers.Select(static provider => provider.GetProperty("name").GetString()).ShouldBe(["assistant", "deepseek"]);

        // The provider as it came out, its key masked or left out, is asked first: the kept key goes with it.
        using var patch = new StringContent(
            $$$$"""{"services":{"llm":{"providers":[{{{{providers[1].GetRawText()}}}}]}}}""", Encoding.UTF8, "application/merge-patch+json");
        using var patched = await http.PatchAsync(new Uri("/api/config/decoupling", UriKind.Relative), patch, Ct);
        (await patched.Content.ReadAsStringAsync(Ct)).ShouldNotContain(Key);
        patched.EnsureSuccessStatusCode();
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = new Uri($"ws://127.0.0.1:{server.Http.Port}/ws"), DeviceId = Kitchen, HelloTimeout = TimeSpan.FromSeconds(60) }, Ct);
        (await device.TypeAsync("hello", Ct)).Text.ShouldBe("Aye.");
        vendor.Requests.ShouldAllBe(static request => request.Authorization == $"Bearer {Key}");
        vendor.Requests[^1].Body.GetProperty("messages")[0].GetProperty("content").ToString().ShouldContain("pirate");
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _folder.Dispose();
    }

    // Beyond loopback, so that the kept token is what opens.
    private async Task<RunningServer> OpenAsync(string commit, string vendor = KeptUrl)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "kept-data", commit)))
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)), overwrite: true);
        var configuration = Path.Combine(_folder.Path, "decoupling.json");
        await File.WriteAllTextAsync(configuration, (await File.ReadAllTextAsync(configuration, Ct)).Replace(KeptUrl, vendor, StringComparison.Ordinal), Ct);
        return await RunningServer.StartAsync(ScriptedServer.WithoutProbes, "--urls", "http://0.0.0.0:0", "--VoiceBus:Data", _folder.Path);
    }

    private HttpClient Client(RunningServer server)
    {
        var token = File.ReadAllText(Path.Combine(_folder.Path, "admin-token")).Trim();
        return new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{server.Http.Port}"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private async Task<JsonElement> JsonAsync(HttpClient http, string path) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Ct)).RootElement;
}
