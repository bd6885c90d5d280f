using System.CommandLine;
using VoiceBus.Audio;
using VoiceBus.Device.Talk;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Bench;

/// <summary>The command line of <c>bench</c>: many devices say the same recording again and again; prints latency percentiles.</summary>
internal sealed class BenchCommand
{
    private const int MaxDevices = 500;
    private const int MaxTurns = 1000;

    private readonly TimeProvider _time;
    private readonly Argument<FileInfo> _wav = new("wav") { Description = "What every device says: a 16-bit PCM WAV." };
    private readonly Option<Uri> _url = new("--url") { Description = "The server's socket.", CustomParser = result => TalkCommand.ParseUrl(result.Tokens[0].Value, result.AddError), DefaultValueFactory = _ => new Uri("ws://127.0.0.1:8000/ws") };
    private readonly Option<int> _devices = new("--devices") { Description = "Devices that talk at once.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _turns = new("--turns") { Description = "Turns of each device.", DefaultValueFactory = _ => 10 };
    private readonly Option<ListenMode> _mode = new("--mode") { HelpName = "auto|manual", Description = "Who ends the utterance.", DefaultValueFactory = _ => ListenMode.Auto };

    private readonly Option<double> _spread = new("--spread") { HelpName = "seconds", Description = "Devices begin one after the other within this time.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _token = new("--token") { Description = "The device token, when the server wants one (VOICEBUS_DEVICE_TOKEN)." };
    private readonly Option<bool> _scrape = new("--scrape") { Description = "Also reads /metrics four times a second and prints how long that took." };

    private readonly Option<string?> _adminToken = AdminToken.Option();

    private BenchCommand(TimeProvider time) => _time = time;

    public static Command Build(TimeProvider time)
    {
        var bench = new BenchCommand(time);
        var command = new Command("bench", "Plays many devices and prints how long they wait for an answer.")
        {
            bench._wav, bench._url, bench._devices, bench._turns, bench._mode, bench._spread, bench._token, bench._scrape, bench._adminToken,
        };
        command.SetAction(bench.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var devices = Math.Clamp(parsed.GetValue(_devices), 1, MaxDevices);
        var turns = Math.Clamp(parsed.GetValue(_turns), 1, MaxTurns);
        try
        {
            var recording = WavFile.Parse(await File.ReadAllBytesAsync(parsed.GetValue(_wav)!.FullName, ct));
            var tally = new LatencyTally();
            using var scraper = parsed.GetValue(_scrape) ? new Scraper(parsed.GetValue(_url)!, AdminToken.For(parsed.GetValue(_url)!, parsed.GetValue(_adminToken)), _time) : null;
            await ScrapeDuringAsync(
                scraper, () => Task.WhenAll(Enumerable.Range(0, devices).Select(n => TalkAsync(parsed, recording, n, turns, tally, ct))), ct);
            await output.WriteLineAsync($"{devices} devices, {turns} turns each, {recording.Duration.TotalSeconds:0.0} s of speech; ms after the end of speech:");
            await output.WriteLineAsync(tally.ToString());
            if (scraper is not null)
                await output.WriteLineAsync(scraper.ToString());
            return tally.Failed == 0 ? ExitCodes.Good : ExitCodes.Failed;
        }
        catch (Exception e) when (e is DeviceException or HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static async Task ScrapeDuringAsync(Scraper? scraper, Func<Task> load, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (scraper is not null)
            await scraper.WarmAsync(ct);
        var scraping = scraper?.RunAsync(over.Token) ?? Task.CompletedTask;
        await load();
        await over.CancelAsync();
        await scraping;
    }

    private async Task TalkAsync(ParseResult parsed, WavAudio recording, int number, int turns, LatencyTally tally, CancellationToken ct)
    {
        var connection = new DeviceClientOptions
        {
            Url = parsed.GetValue(_url)!,
            DeviceId = $"02:00:00:00:{number / 256:x2}:{number % 256:x2}",
            ClientId = KeptClientId.Read(),
            Token = parsed.GetValue(_token),
            Time = _time,
        };
        var options = new TalkOptions
        {
            Connection = connection,
            Recording = recording.At(connection.Audio.SampleRate),
            Mode = parsed.GetValue(_mode),
            AbortAfter = TimeSpan.FromMilliseconds(200), // The wait is over with the first audio.
            OutPath = Path.Combine(Path.GetTempPath(), $"voicebus-bench-{Environment.ProcessId}-{number}.wav"),
        };
        var devices = Math.Clamp(parsed.GetValue(_devices), 1, MaxDevices);
        await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_spread), 0, 3600)) * number / devices, _time, ct);
        await using var device = await DeviceBoot.ConnectAsync(connection, ct);
        for (var turn = 0; turn < turns; turn++)
        {
            using var session = new TalkSession(options, device, TextWriter.Null);
            var outcome = await session.RunAsync(ct);
            tally.Add(outcome, session.Timeline);
        }

        File.Delete(options.OutPath);
    }
}
