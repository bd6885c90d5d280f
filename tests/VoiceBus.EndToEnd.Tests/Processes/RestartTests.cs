using System.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Databases;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Processes;

/// <summary>The server as a process of its own, with everything embedded, ended and started again.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Device = "02:ee:00:00:00:01";

    private readonly string _data = Directory.CreateTempSubdirectory("voicebus-restart-").FullName;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(120));

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task Told_to_stop_right_after_the_answer_it_knows_the_name_when_it_is_back() =>
        await TellAndAskAsync(connection: null, (server, _) => SignalAsync(server, "-TERM"));

    [Fact]
    public async Task Killed_it_knows_what_was_kept_when_it_is_back() => await TellAndAskAsync(connection: null, KillAsync);

    [Fact]
    public async Task Killed_it_knows_what_PostgreSQL_kept_when_it_is_back()
    {
        await using var cluster = await PostgresCluster.StartNewAsync();
        await TellAndAskAsync(await cluster.NewDatabaseAsync(), KillAsync);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task TellAndAskAsync(string? connection, Func<Process, Uri, Task> end)
    {
        var (first, before) = await StartAsync(connection);
        using (first)
        {
            await TypeAsync(before, "My name is Ada.");
            await end(first, before);
            await first.WaitForExitAsync(Ct);
        }

        var (second, after) = await StartAsync(connection);
        using (second)
        {
            (await TypeAsync(after, "What is my name?")).ShouldContain("Ada");
            await SignalAsync(second, "-TERM");
            await second.WaitForExitAsync(Ct);
            second.ExitCode.ShouldBe(0);
        }
    }

    private async Task KillAsync(Process server, Uri http)
    {
        using var client = new HttpClient();
        await Eventually.GetAsync(
            () => client.GetStringAsync(new Uri(http, $"/api/devices/{Device}/history"), Ct), static kept => kept.Contains("Ada", StringComparison.Ordinal));
        await SignalAsync(server, "-KILL");
    }

    private async Task<string> TypeAsync(Uri http, string text)
    {
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions
            {
                Url = new Uri($"ws://{http.Authority}/ws"),
                DeviceId = Device,
                ConnectTimeout = TimeSpan.FromSeconds(60),
                HelloTimeout = TimeSpan.FromSeconds(60),
            },
            Ct);
        return (await device.TypeAsync(text, Ct)).Text;
    }

    private async Task<(Process Server, Uri Http)> StartAsync(string? connection)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Server.VoiceBusServer).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VOICEBUS_DATA"] = _data;
        // What is remembered is the point, not how long a busy machine that has just begun is waited for.
        start.Environment["VoiceBus__Memory__LoadTimeout"] = "00:00:30";
        start.Environment["VOICEBUS_DATABASE"] = connection ?? "";
        var server = Process.Start(start)!;
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginErrorReadLine();
        while (await server.StandardOutput.ReadLineAsync(Ct) is { } line)
        {
            if (!line.Contains("voicebus: page", StringComparison.Ordinal))
                continue;
            // Nobody reads on: the pipe has room for what is logged in a test.
            return (server, new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
        }

        throw new InvalidOperationException("The server ended at its start.");
    }

    private async Task SignalAsync(Process server, string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, $"{server.Id}"]);
        await kill.WaitForExitAsync(Ct);
    }
}
