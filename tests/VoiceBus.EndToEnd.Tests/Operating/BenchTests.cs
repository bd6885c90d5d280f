using VoiceBus.Device.Bench;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Operating;

public sealed class BenchTests
{
    [Fact]
    public async Task A_server_is_scraped_while_devices_talk()
    {
        using var folder = new TemporaryFolder();
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Transport:DeviceToken=static-token");
        var wav = Path.Combine(folder.Path, "said.wav");
        new WavFile([.. Enumerable.Range(0, 8000).Select(static i => (short)(12_000 * Math.Sin(i * 0.1)))], 16_000).Write(wav);
        using var output = new StringWriter();

        var code = await BenchCommand.Build(TimeProvider.System)
            .Parse([wav, "--url", scripted.Server.Socket.ToString(), "--devices", "3", "--turns", "2", "--mode", "manual", "--spread", "0.3", "--scrape", "--token", "static-token"])
            .InvokeAsync(new() { Output = output, Error = output });

        code.ShouldBe(0, output.ToString());
        output.ToString().ShouldMatch(@"first audio +median +\d+ .*\(6 turns\)");
        output.ToString().ShouldMatch(@"/metrics +median +\d+ +p95 +\d+ +max +\d+ +\(\d+ scrapes of \d+ KB\)");
        output.ToString().ShouldMatch(@"/health/live +median +\d+");
    }
}
